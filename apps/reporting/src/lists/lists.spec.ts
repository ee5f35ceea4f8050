import { parseId, type Listed, type Page } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import fc from 'fast-check';
import { merchantStreamId } from '../../test/fed-merchants.js';
import { tenantOfHistory } from '../../test/history-charges.js';
import { histories, writeHistory } from '../../test/histories.js';
import { projectAll, projectionOf, readModels, type ReadModels } from '../../test/read-models.js';
import { chargeIdOf, startMs, termsOf, writeCharge, WrittenLog } from '../../test/written-log.js';
import { listBalanceTransactions } from '../balance-transactions/list-balance-transactions.js';
import { listCharges } from '../charges/list-charges.js';
import { listEntries } from '../journal/list-entries.js';
import { tableNames } from '../projection/read-models.js';
import { listRefunds } from '../refunds/list-refunds.js';

const tenant = { merchantId: 'acct_one', livemode: false };
const startSeconds = startMs / 1000;

describe('lists', () => {
  let models: ReadModels;
  let schemas = 0;
  beforeAll(async () => {
    models = await readModels('lists');
  });
  afterAll(() => models.drop());

  async function projected(write: (log: WrittenLog) => Promise<void>) {
    const log = new WrittenLog(1);
    await write(log);
    const database = await models.schema(`lists_${schemas++}`, 1);
    const { projection } = projectionOf(database, log);
    if (log.records.length > 0) await projection.handle(log.batch(0));
    return { log, database, projection };
  }

  /** Seven charges; the middle five of the same second, three of them of the same millisecond. */
  const createdAt = [0, 1000, 1000, 1000, 1001, 1999, 2000].map((ms) => startMs + ms);
  const seven = () =>
    projected(async (log) => {
      for (const [name, at] of createdAt.entries()) await writeCharge(log, termsOf(name), at);
    });
  const names = (listed: Listed<Record<string, unknown>>): unknown[] => {
    if (!('data' in listed)) throw new Error('unknown cursor');
    return listed.data.map((charge) => (charge['terms'] as { chargeId: string }).chargeId);
  };
  const charges = (database: Database, page: Page) => listCharges(database, { ...tenant, page });

  it('has every charge once, newest first, whatever the page size and direction', async () => {
    const { database } = await seven();
    const all = names(await charges(database, { limit: 100 }));
    expect(new Set(all).size).toBe(7);
    expect(all[0]).toBe(chargeIdOf(6));
    expect(all[6]).toBe(chargeIdOf(0));
    for (const limit of [1, 2, 3, 7]) {
      const forwards: unknown[] = [];
      for (let more = true; more;) {
        const startingAfter = forwards.at(-1) as string | undefined;
        const listed = await charges(database, { limit, ...(startingAfter && { startingAfter }) });
        forwards.push(...names(listed));
        more = 'data' in listed && listed.hasMore;
      }
      expect(forwards).toEqual(all);
      const backwards: unknown[] = [all[6]];
      for (let more = true; more;) {
        const listed = await charges(database, { limit, endingBefore: backwards[0] as string });
        backwards.unshift(...names(listed));
        more = 'data' in listed && listed.hasMore;
      }
      expect(backwards).toEqual(all);
    }
  });

  it('says whether there is more in the direction of travel', async () => {
    const { database } = await seven();
    expect(await charges(database, { limit: 6 })).toMatchObject({ hasMore: true });
    expect(await charges(database, { limit: 7 })).toMatchObject({ hasMore: false });
    const endingBefore = chargeIdOf(0);
    expect(await charges(database, { limit: 5, endingBefore })).toMatchObject({ hasMore: true });
    expect(await charges(database, { limit: 6, endingBefore })).toMatchObject({ hasMore: false });
  });

  it('neither loses nor repeats a charge while new ones are made', async () => {
    const { database, log, projection } = await seven();
    const all = names(await charges(database, { limit: 100 }));
    const read: unknown[] = [];
    for (let name = 100; read.length < 7; name++) {
      const startingAfter = read.at(-1) as string | undefined;
      const page = { limit: 2, ...(startingAfter && { startingAfter }) };
      read.push(...names(await charges(database, page)));
      await writeCharge(log, termsOf(name), startMs + name * 1000);
      await projection.handle(log.batch(0));
    }
    expect(read).toEqual(all);
  });

  it.each<[Page['created'], number]>([
    [{ gt: startSeconds }, 6],
    [{ gte: startSeconds + 1 }, 6],
    [{ gt: startSeconds + 1 }, 1],
    [{ lt: startSeconds + 1 }, 1],
    [{ lte: startSeconds + 1 }, 6],
    [{ gte: startSeconds + 1, lte: startSeconds + 1 }, 5],
    [{ gt: startSeconds + 2 }, 0],
  ])('filters by %j', async (created, count) => {
    const { database } = await seven();
    expect(names(await charges(database, { limit: 100, created: created! }))).toHaveLength(count);
  });

  it('tells a cursor that never was from one that a filter hides', async () => {
    const { database } = await seven();
    const unknown = { unknownCursor: true };
    expect(await charges(database, { limit: 1, startingAfter: 'ch_no' })).toEqual(unknown);
    const hidden = { limit: 10, startingAfter: chargeIdOf(6), created: { lt: startSeconds + 1 } };
    expect(names(await charges(database, hidden))).toEqual([chargeIdOf(0)]);
    const stranger = { merchantId: 'acct_two', livemode: false };
    const page = { limit: 1, startingAfter: chargeIdOf(1) };
    expect(await listCharges(database, { ...stranger, page })).toEqual(unknown);
  });

  it('finds the charges of a customer and of a transfer group', async () => {
    const { database } = await projected(async (log) => {
      for (const [name, customer, transferGroup] of [
        ['a', 'cus_1', null],
        ['b', 'cus_2', 'trip'],
        ['c', 'cus_1', 'trip'],
      ] as const)
        await writeCharge(
          log,
          termsOf(name, { details: { ...termsOf(name).details, customer, transferGroup } }),
        );
    });
    const page = { limit: 10 };
    const of = async (filter: object) =>
      names(await listCharges(database, { ...tenant, page, ...filter }));
    expect(new Set(await of({ customer: 'cus_1' }))).toEqual(
      new Set([chargeIdOf('a'), chargeIdOf('c')]),
    );
    expect(new Set(await of({ transferGroup: 'trip' }))).toEqual(
      new Set([chargeIdOf('b'), chargeIdOf('c')]),
    );
    expect(await of({ customer: 'cus_2', transferGroup: 'trip' })).toEqual([chargeIdOf('b')]);
    expect(await of({ customer: 'cus_3' })).toEqual([]);
  });

  it('pages through the journal of one merchant and of all', async () => {
    const { database } = await projected(async (log) => {
      await writeCharge(log, termsOf('mine'));
      await writeCharge(log, termsOf('theirs', { merchantId: 'acct_two' }));
    });
    const read = async (merchantId?: string) => {
      const ids: string[] = [];
      for (let more = true; more;) {
        const page = { limit: 1, ...(ids.length > 0 && { startingAfter: ids.at(-1)! }) };
        const listed = await listEntries(database, { page, ...(merchantId && { merchantId }) });
        if (!('data' in listed)) throw new Error('unknown cursor');
        ids.push(...listed.data.map(({ id }) => id));
        more = listed.hasMore;
      }
      return ids;
    };
    expect(await read('acct_two')).toEqual(['le_0_6', 'le_0_5']);
    expect(await read()).toEqual(['le_0_6', 'le_0_5', 'le_0_3', 'le_0_2']);
    const foreign = { merchantId: 'acct_one', page: { limit: 1, startingAfter: 'le_0_6' } };
    expect(await listEntries(database, foreign)).toEqual({ unknownCursor: true });
    const nonsense = { page: { limit: 1, startingAfter: 'le_70000_1' } };
    expect(await listEntries(database, nonsense)).toEqual({ unknownCursor: true });
  });

  it('never shows a tenant what belongs to another', async () => {
    const database = await models.schema('tenants', 1);
    const tenants = [0, 1, 2].map(tenantOfHistory);
    await fc.assert(
      fc.asyncProperty(histories, async (steps) => {
        const owner = await models.owner(database);
        await owner.query(`truncate ${tableNames.join(', ')}`);
        await owner.query('update positions set position = 0');
        const log = new WrittenLog(1);
        await writeHistory(log, steps);
        await projectAll(database, log);
        for (const tenant of tenants) {
          const mine = log
            .charges()
            .filter(
              ({ terms }) =>
                terms.merchantId === tenant.merchantId && terms.livemode === tenant.livemode,
            );
          const ids = new Set(mine.map(({ terms }) => terms.chargeId));
          const ask = { ...tenant, page: { limit: 100 } };
          expect(new Set(names(await listCharges(database, ask)))).toEqual(ids);
          const refunds = dataOf(await listRefunds(database, ask));
          expect(refunds).toHaveLength(
            mine.flatMap((one) => [...one.refunds, ...one.releases]).length,
          );
          for (const { charge } of refunds)
            expect(ids).toContain((charge['terms'] as { chargeId: string }).chargeId);
          const rows = dataOf(await listBalanceTransactions(database, ask, startMs));
          const own = [...ids, merchantStreamId(tenant)];
          const cores = new Set(own.map((id) => parseId(id)!.core));
          for (const { id } of rows) expect(cores).toContain(parseId(id)!.core);
          const entries = dataOf(await listEntries(database, ask));
          expect(
            entries.every(({ postings }) =>
              postings.every(
                ({ account }) => !account.includes('acct_') || account.endsWith(tenant.merchantId),
              ),
            ),
          ).toBe(true);
        }
      }),
      { numRuns: 15 },
    );
  });
});

function dataOf<T>(listed: Listed<T>): readonly T[] {
  if (!('data' in listed)) throw new Error('unknown cursor');
  return listed.data;
}

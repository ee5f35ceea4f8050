import { dayMs } from '@ledgerway/domain';
import { InMemoryEventStore } from '@ledgerway/event-store';
import type { Database } from '@ledgerway/platform';
import fc from 'fast-check';
import { histories, writeHistory } from '../../test/histories.js';
import { projectionOf, readModels, type ReadModels } from '../../test/read-models.js';
import { startMs, termsOf, writeCharge, WrittenLog } from '../../test/written-log.js';
import { writeStatement } from '../../test/written-settlement.js';
import { effectiveAt } from '../journal/entry-rows.js';
import { projected, type ProjectedEvent } from '../projection/projected-event.js';
import { balanceAsOf } from './balance-as-of.js';
import { blockSize } from './balance-sum-rows.js';
import { entriesBehind } from './entries-behind.js';
import { momentOf } from './moment.js';

const partitions = 3;
const pending = 'merchant_pending:acct_one';
const live = false;
/** Between two charges: a day has thirty of them. */
const apartMs = dayMs / 30;

/** A log whose events are recorded one millisecond after the other, whatever their own time is. */
function tickingLog(of = partitions): WrittenLog {
  let nowMs = startMs;
  return new WrittenLog(of, new InMemoryEventStore({ partitions: of, now: () => nowMs++ }));
}

async function project(database: Database, log: WrittenLog): Promise<void> {
  const { projection } = projectionOf(database, log);
  for (let partition = 0; partition < log.partitions; partition++)
    if (log.batch(partition).records.length > 0) await projection.handle(log.batch(partition));
  expect(projection.halted()).toEqual([]);
}

type Timed = { readonly event: ProjectedEvent; readonly recordedAt: number };

async function timedEvents(log: WrittenLog): Promise<Timed[]> {
  const timed: Timed[] = [];
  for (const record of log.records) {
    const { partition, position } = record;
    const [stored] = await log.store.readPartition(partition, position - 1n, 1);
    timed.push({ event: projected(record), recordedAt: stored!.recordedAt });
  }
  return timed;
}

type Named = { readonly account: string; readonly livemode: boolean };

const isLegOf =
  ({ event }: Timed, { account, livemode }: Named) =>
  (leg: ProjectedEvent['legs'][number]) =>
    leg.account === account && event.tenant?.livemode === livemode;

/** When the account moves, and the moments of the log just before: in between nothing changes. */
function momentsAround(events: readonly Timed[], named: Named, timeOf: (event: Timed) => number) {
  const moments = [startMs - 1, ...new Set(events.map(timeOf))].toSorted((a, b) => a - b);
  const moves = new Set(
    events.filter((one) => one.event.legs.some(isLegOf(one, named))).map(timeOf),
  );
  return moments.filter((ms, n) => moves.has(ms) || moves.has(moments[n + 1] ?? ms));
}

/** What these events left on an account, by a fold that knows nothing of any table. */
function folded(events: readonly Timed[], named: Named): Record<string, string> {
  const sums = new Map<string, bigint>();
  for (const one of events)
    for (const leg of one.event.legs.filter(isLegOf(one, named))) {
      const key = `${leg.currency} ${leg.layer}`;
      sums.set(key, (sums.get(key) ?? 0n) + leg.amount);
    }
  return nonZero([...sums].map(([key, amount]) => [key, String(amount)]));
}

const nonZero = (sums: readonly (readonly [string, string])[]) =>
  Object.fromEntries(sums.filter(([, amount]) => amount !== '0'));

describe('a balance of the past', () => {
  let models: ReadModels;
  let schemas = 0;
  beforeAll(async () => {
    models = await readModels('as_of');
  });
  afterAll(() => models.drop());
  const freshModels = (of = partitions) => models.schema(`as_of_${schemas++}`, of);

  it('is at every boundary of the log what the events up to there left, by both times', () =>
    fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const log = tickingLog();
        await writeHistory(log, history);
        const database = await freshModels();
        await project(database, log);
        const events = await timedEvents(log);
        const accounts = accountsOf(events);
        const read = async (named: Named, asOfMs: number, by: 'recorded' | 'effective') => {
          const balances = await balanceAsOf(database, log.store, { ...named, asOfMs, by });
          return nonZero(
            balances.flatMap(({ currency, posted, pending: promised }) => [
              [`${currency} posted`, posted] as const,
              [`${currency} pending`, promised] as const,
            ]),
          );
        };
        const times = {
          recorded: ({ recordedAt }: Timed) => recordedAt,
          effective: ({ event }: Timed) => effectiveAt(event.event),
        };
        for (const by of ['recorded', 'effective'] as const)
          for (const named of accounts)
            for (const atMs of momentsAround(events, named, times[by])) {
              const before = events.filter((event) => times[by](event) <= atMs);
              expect(await read(named, atMs, by)).toEqual(folded(before, named));
            }
      }),
      { numRuns: 6 },
    ));

  it('is exact in the middle of a block and of a day', async () => {
    const log = tickingLog(1);
    const charges = blockSize / 2; // Three events each: more than a block.
    for (let n = 0; n < charges; n++)
      await writeCharge(log, termsOf(n, { amount: 1n }), startMs + n * apartMs);
    const database = await freshModels(1);
    await project(database, log);
    const events = await timedEvents(log);
    for (const n of [0, 29, 30, 31, 100, charges - 1]) {
      const asOfMs = startMs + n * apartMs;
      const ask = { account: pending, livemode: live, asOfMs, by: 'effective' as const };
      expect(await balanceAsOf(database, log.store, ask)).toMatchObject([
        { posted: String(-(n + 1)) },
      ]);
    }
    const sales = events.filter(({ event }) => event.legs.length > 0);
    for (const { recordedAt } of sales.filter((_, n) => n % 37 === 0)) {
      const ask = { account: pending, livemode: live, asOfMs: recordedAt, by: 'recorded' as const };
      const upTo = sales.filter((sale) => sale.recordedAt <= recordedAt);
      expect(await balanceAsOf(database, log.store, ask)).toMatchObject([
        { posted: folded(upTo, { account: pending, livemode: live })['hkd posted'] },
      ]);
    }
  });

  it('counts a bank statement by its value date, and from when it was recorded', async () => {
    const log = tickingLog(1);
    const valueAt = startMs - 3 * dayMs;
    await writeStatement(log, '1', [{ amount: 1_978n, batch: null }], valueAt);
    const database = await freshModels(1);
    await project(database, log);
    const of = { account: 'suspense:sandbox', livemode: live };
    const at = (asOfMs: number, by: 'recorded' | 'effective') =>
      balanceAsOf(database, log.store, { ...of, asOfMs, by });
    expect(await at(valueAt, 'effective')).toEqual([
      { currency: 'hkd', posted: '-1978', pending: '0' },
    ]);
    expect(await at(valueAt - 1, 'effective')).toEqual([]);
    expect(await at(valueAt, 'recorded')).toEqual([]);
    expect(await at(startMs, 'recorded')).toHaveLength(1);
  });

  it('is explained by the entries of the journal, which add up to it', async () => {
    const log = tickingLog(1);
    await writeCharge(log, termsOf('a'));
    await writeCharge(log, termsOf('b', { amount: 500n, currency: 'jpy' }));
    const database = await freshModels(1);
    await project(database, log);
    const moment = await momentOf(database, log.store, { asOfMs: null, by: 'recorded' });
    const amounts: string[] = [];
    const of = { account: pending, livemode: live };
    for await (const entry of entriesBehind(database, of, moment))
      if (entry.layer === 'posted') amounts.push(`${entry.currency} ${entry.amount}`);
    expect(amounts).toEqual(['hkd -2000', 'jpy -500']);
  });

  it('is not told of a moment that the read models have not reached', async () => {
    const log = tickingLog(1);
    await writeCharge(log, termsOf('a'));
    const database = await freshModels(1);
    const ask = { account: pending, livemode: live, asOfMs: startMs + 1_000 };
    await expect(balanceAsOf(database, log.store, { ...ask, by: 'recorded' })).rejects.toThrow(
      'not reached',
    );
  });
});

function accountsOf(events: readonly Timed[]): Named[] {
  const named = events.flatMap(({ event }) =>
    event.legs.map(({ account }) => ({ account, livemode: event.tenant!.livemode })),
  );
  return [...new Map(named.map((one) => [`${one.account} ${one.livemode}`, one])).values()];
}

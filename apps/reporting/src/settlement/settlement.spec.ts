import type { SettlementBreakJson } from '@ledgerway/contracts';
import type { SettlementLine } from '@ledgerway/domain';
import type { Database } from '@ledgerway/platform';
import { projectAll, readModels, type ReadModels } from '../../test/read-models.js';
import { startMs, termsOf, writeCharge, WrittenLog } from '../../test/written-log.js';
import { writeDispute, writeRefund } from '../../test/written-payments.js';
import { lineFor, resolve, writeBatch, writeStatement } from '../../test/written-settlement.js';
import { rebuildProjection } from '../projection/rebuild.js';
import { stateHash } from '../projection/state-hash.js';
import { findBreak, listBreaks } from './list-breaks.js';
import { readScores } from './read-scores.js';
import { findSettlement, findStatement, listSettlements } from './read-settlement.js';

const dayMs = 86_400_000;
const laterMs = startMs + 60_000;

let models: ReadModels;
let database: Database;
let log: WrittenLog;
let schemas = 0;
beforeAll(async () => {
  models = await readModels('settlement');
});
beforeEach(async () => {
  database = await models.schema(`settlement_${schemas++}`, 1);
  log = new WrittenLog(1);
});
afterAll(() => models.drop());

/** Sales of 20.00 each, a second after one another. */
async function sales(...names: string[]): Promise<void> {
  for (const [index, name] of names.entries())
    await writeCharge(log, termsOf(name), startMs + index * 1000);
}
const project = () => projectAll(database, log);
const statesOf = async (id: string) =>
  (await findSettlement(database, id))!.lineItems.map(({ state }) => state);

/** Breaks that nobody has resolved, once every movement that the files have passed is due. */
async function openBreaks(nowMs = laterMs, graceMs = 0): Promise<readonly SettlementBreakJson[]> {
  await project();
  const ask = { nowMs, graceMs, page: { limit: 100 }, status: 'open' as const };
  const listed = await listBreaks(database, ask);
  return 'data' in listed ? listed.data : [];
}
const kindsOf = (breaks: readonly SettlementBreakJson[]) => breaks.map(({ kind }) => kind).sort();

/** What stands on an account, all layers that were posted. */
async function balanceOf(account: string): Promise<bigint> {
  const { rows } = await database.query<{ sum: string }>(
    `select coalesce(sum(debit - credit), 0)::text as sum from balances
     where account = $1 and layer = 'posted'`,
    [account],
  );
  return BigInt(rows[0]!.sum);
}

describe('a settlement that is right', () => {
  it('matches every line, and leaves nothing open on the receivable or in suspense', async () => {
    await sales('a', 'b', 'c', 'd');
    const [b, c] = [termsOf('b').chargeId, termsOf('c').chargeId];
    const refundId = await writeRefund(log, b, 500n, ['done']);
    const disputeId = await writeDispute(log, c);
    const won = { type: 'SettleDispute', disputeId, outcome: 'won', at: startMs + 3_000 } as const;
    const costless = { interchange: 0n };
    const line = (name: string, type: SettlementLine['type'], gross: bigint) =>
      lineFor(name, { type, gross, net: gross, ...costless });
    const all = [
      ...['a', 'b', 'c', 'd'].map((name) => lineFor(name)),
      { ...line('b', 'refunded', -500n), modificationReference: refundId },
      line('c', 'chargeback', -2_000n),
      line('c', 'dispute_fee', -1_500n),
    ];
    const batch = await writeBatch(log, '1', all);
    const statementId = await writeStatement(log, 's1', [{ amount: batch.totals.net, batch: '1' }]);
    expect(await openBreaks()).toEqual([]);
    expect(new Set(await statesOf(batch.id))).toEqual(new Set(['matched']));
    expect(await findSettlement(database, batch.id)).toMatchObject({
      ...{ status: 'received', bankStatement: statementId, net: '3912', lines: 7 },
    });
    expect((await findStatement(database, statementId))!.entries).toMatchObject([
      { state: 'matched', amount: '3912', settlement: batch.id },
    ]);
    for (const account of ['acquirer_receivable:sandbox', 'suspense:sandbox'])
      expect([account, await balanceOf(account)]).toEqual([account, 0n]);
    expect(await balanceOf('bank:settlement_sandbox')).toBe(3_912n);
    expect(await balanceOf('cost:interchange')).toBe(88n);

    await log.run(disputeId, won);
    await writeBatch(log, '2', [
      line('c', 'chargeback_reversed', 2_000n),
      line('c', 'dispute_fee_reversed', 1_500n),
    ]);
    await writeStatement(log, 's2', [{ amount: 3_500n, batch: '2' }]);
    expect(await openBreaks()).toEqual([]);
    expect(await balanceOf('acquirer_receivable:sandbox')).toBe(0n);
    expect(await readScores(database, { nowMs: laterMs, graceMs: 0 })).toEqual([
      {
        ...{ acquirer: 'sandbox', livemode: false, currency: 'hkd' },
        ...{ matched: 9, late: 0, amountDiff: 0, missingTheirs: 0, pending: 0 },
        ...{ missingOurs: 0, duplicate: 0, batches: 2, batchesReceived: 2 },
        ...{ clearingPercent: '100.00', completenessPercent: '100.00', daysTo9999: '0.00' },
      },
    ]);
  });

  it('is found by payment, amount and day if the acquirer lost our reference', async () => {
    await sales('a');
    const lost = { modificationReference: 'acq-7' };
    const near = await writeBatch(log, '1', [lineFor('a', lost)]);
    await project();
    expect(await statesOf(near.id)).toEqual(['matched']);
    const far = await writeBatch(log, '2', [
      lineFor('b', { ...lost, createdAt: startMs + 3 * dayMs }),
    ]);
    await sales('b');
    await project();
    expect(await statesOf(far.id)).toEqual(['missing_ours']);
  });

  it('has times after 2038, as a test clock that was moved ahead makes them', async () => {
    const createdAt = Date.UTC(2099, 0, 1);
    const { id } = await writeBatch(log, '1', [lineFor('a', { createdAt })]);
    await project();
    expect((await findSettlement(database, id))!.lineItems[0]!.createdAt).toBe(createdAt / 1000);
  });

  it('is listed, the newest first', async () => {
    await writeBatch(log, '1', [lineFor('a')], startMs);
    await writeBatch(log, '2', [lineFor('b')], startMs + 1);
    await project();
    const listed = await listSettlements(database, { page: { limit: 1 } });
    expect(listed).toMatchObject({ data: [{ batch: '2', status: 'waiting' }], hasMore: true });
  });
});

describe('a settlement that is not right', () => {
  it('lacks a line that its files have gone past; before that it is only not due', async () => {
    await sales('a', 'b');
    await writeBatch(log, '1', [lineFor('b')]);
    expect(kindsOf(await openBreaks(laterMs, dayMs))).toEqual([]);
    const [missing] = await openBreaks();
    expect(missing).toMatchObject({
      ...{ kind: 'missing_theirs', ours: '2000', theirs: null, ageDays: 0 },
      open: [{ account: 'acquirer_receivable', amount: '2000' }],
    });
    const [scores] = await readScores(database, { nowMs: laterMs, graceMs: 0 });
    expect(scores).toMatchObject({ clearingPercent: '50.00', completenessPercent: '50.00' });
  });

  it('lacks everything if no file comes for a week', async () => {
    await sales('a');
    expect(await openBreaks(startMs + 6 * dayMs)).toEqual([]);
    expect(kindsOf(await openBreaks(startMs + 8 * dayMs))).toEqual(['missing_theirs']);
  });

  it('has another amount, and the difference stands open', async () => {
    await sales('a', 'b');
    const batch = await writeBatch(log, '1', [
      lineFor('a', { gross: 1_999n, net: 1_977n }),
      lineFor('b'),
    ]);
    expect(await openBreaks()).toMatchObject([
      { kind: 'amount_diff', ours: '2000', theirs: '1999', open: [{ amount: '1' }] },
    ]);
    expect(await statesOf(batch.id)).toEqual(['amount_diff', 'matched']);
    expect(await balanceOf('acquirer_receivable:sandbox')).toBe(4_000n - 44n);
  });

  it('tells a line twice, in one file or in two', async () => {
    await sales('a');
    const first = await writeBatch(log, '1', [lineFor('a'), lineFor('a')]);
    const second = await writeBatch(log, '2', [lineFor('a')], startMs + 5_000);
    expect(kindsOf(await openBreaks())).toEqual(['duplicate', 'duplicate']);
    expect(await statesOf(first.id)).toEqual(['matched', 'duplicate']);
    expect(await statesOf(second.id)).toEqual(['duplicate']);
  });

  it('has a line of a payment that we do not know', async () => {
    await sales('a');
    await writeBatch(log, '1', [lineFor('a'), lineFor('stranger')]);
    expect(await openBreaks()).toMatchObject([
      { kind: 'missing_ours', ours: null, theirs: '2000', open: [{ amount: '-2000' }] },
    ]);
  });

  it('comes late: that is told, but there is nothing to do about it', async () => {
    await sales('a', 'b');
    const [inTime, late] = [startMs + 2 * dayMs, startMs + 4 * dayMs];
    const first = await writeBatch(log, '1', [lineFor('a')], inTime);
    const second = await writeBatch(log, '2', [lineFor('b')], late);
    expect(await openBreaks()).toEqual([]);
    expect([...(await statesOf(first.id)), ...(await statesOf(second.id))]).toEqual([
      'matched',
      'late',
    ]);
    const [scores] = await readScores(database, { nowMs: laterMs, graceMs: 0 });
    expect(scores).toMatchObject({ late: 1, clearingPercent: '100.00', daysTo9999: '4.00' });
  });
});

describe('a payment of the bank', () => {
  it('that is short leaves both sides open until somebody decides', async () => {
    await sales('a');
    await writeBatch(log, '1', [lineFor('a')]);
    await writeStatement(log, 's1', [{ amount: 1_977n, batch: '1' }]);
    const [found] = await openBreaks();
    expect(found).toMatchObject({
      ...{ kind: 'bank_amount_diff', ours: '1978', theirs: '1977' },
      open: [
        { account: 'suspense', amount: '-1977' },
        { account: 'acquirer_receivable', amount: '1978' },
      ],
    });
    await resolve(log, found!);
    expect(await openBreaks()).toEqual([]);
    expect(await balanceOf('suspense:sandbox')).toBe(0n);
    expect(await balanceOf('acquirer_receivable:sandbox')).toBe(0n);
    expect(await balanceOf('writeoff:sandbox')).toBe(1n);
  });

  it('that nobody knows, that comes twice, or too early is a break', async () => {
    await sales('a');
    await writeStatement(log, 's0', [{ amount: 9n, batch: 'future' }]);
    await writeBatch(log, '1', [lineFor('a')]);
    const paid = { amount: 1_978n, batch: '1' };
    await writeStatement(log, 's1', [paid, paid, { amount: 5n, batch: null }]);
    expect(kindsOf(await openBreaks())).toEqual([
      'credit_without_file',
      'paid_twice',
      'unknown_credit',
    ]);
    expect(await balanceOf('suspense:sandbox')).toBe(-9n - 1_978n - 5n);
  });
});

describe('a break', () => {
  it('has an owner and, once it is resolved, is no longer open', async () => {
    await sales('a', 'b');
    await writeBatch(log, '1', [lineFor('b')]);
    const [missing] = await openBreaks();
    await resolve(log, missing!);
    expect(await openBreaks()).toEqual([]);
    const ask = { nowMs: startMs + 2 * dayMs, graceMs: 0, id: missing!.id };
    expect(await findBreak(database, ask)).toMatchObject({
      ...{ status: 'resolved', owner: 'jo', resolution: 'written_off', note: 'too small' },
      ageDays: 2,
    });
    expect(await balanceOf('writeoff:sandbox')).toBe(2_000n);
  });

  it('is the same after a rebuild of the read models', async () => {
    await sales('a', 'b');
    await writeBatch(log, '1', [lineFor('b'), lineFor('b')]);
    await writeStatement(log, 's1', [{ amount: 3_956n, batch: '1' }]);
    const breaks = await openBreaks();
    const before = await stateHash(database.pool);
    await rebuildProjection({ database, reader: log.store, partitions: 1 });
    expect(await stateHash(database.pool)).toEqual(before);
    expect(await openBreaks()).toEqual(breaks);
    expect(breaks).toHaveLength(2);
  });
});

import { idOf, parseId } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import { projectionOf, readModels, type ReadModels } from '../../test/read-models.js';
import { startMs, termsOf, writeCharge, WrittenLog } from '../../test/written-log.js';
import { availableAfterMs } from '../balance-transactions/balance-transaction-rows.js';
import {
  findBalanceTransaction,
  listBalanceTransactions,
} from '../balance-transactions/list-balance-transactions.js';
import { readBalance } from './read-balance.js';

const tenant = { merchantId: 'acct_one', livemode: false };
const live = { ...tenant, livemode: true };
const refundId = (name: string) => idOf('re', parseId(termsOf(name).chargeId)!.core, 'AAAAAAAAAAA');

/** A sale of 20.00 refunded by 5.00, a refund that failed, an authorization, and a live sale. */
async function write(log: WrittenLog): Promise<void> {
  const refund = async (name: string, amount: bigint, outcome: 'done' | 'failed') => {
    const { chargeId } = termsOf(name);
    const at = startMs + 1000;
    const id = refundId(name);
    await log.run(chargeId, {
      type: 'RefundCharge',
      caller: tenant,
      refundId: id,
      amount,
      reason: null,
      metadata: {},
      at,
    });
    const answer =
      outcome === 'done'
        ? { kind: outcome, acquirerReference: 'r' }
        : { kind: outcome, failure: 'closed account' };
    await log.run(chargeId, {
      type: 'RecordRefund',
      refundId: id,
      outcome: answer as never,
      at: at + 1000,
    });
  };
  await writeCharge(log, termsOf('sold'));
  await refund('sold', 500n, 'done');
  await writeCharge(log, termsOf('yen', { currency: 'jpy', amount: 700n }));
  await refund('yen', 700n, 'failed');
  await writeCharge(log, termsOf('held', { capture: 'manual', amount: 90_000n }));
  await writeCharge(log, termsOf('live', { livemode: true, amount: 1n }));
}

describe('a merchant’s money', () => {
  let models: ReadModels;
  let database: Database;
  beforeAll(async () => {
    models = await readModels('balances');
    database = await models.schema('reporting', 3);
    const log = new WrittenLog(3);
    await write(log);
    const { projection } = projectionOf(database, log);
    for (const partition of [0, 1, 2])
      if (log.batch(partition).records.length > 0) await projection.handle(log.batch(partition));
  });
  afterAll(() => models.drop());

  it('is what was captured and refunded, per currency, not what is only authorized', async () => {
    expect(await readBalance(database, tenant)).toEqual({
      available: [
        { amount: '-500', currency: 'hkd' },
        { amount: '0', currency: 'jpy' },
      ],
      pending: [
        { amount: '2000', currency: 'hkd' },
        { amount: '700', currency: 'jpy' },
      ],
    });
  });

  it('is kept apart by mode and by merchant', async () => {
    expect((await readBalance(database, live)).pending).toEqual([{ amount: '1', currency: 'hkd' }]);
    const stranger = { merchantId: 'acct_two', livemode: false };
    expect(await readBalance(database, stranger)).toEqual({ available: [], pending: [] });
  });

  const list = async (filter: object, nowMs = startMs) => {
    const ask = { ...tenant, page: { limit: 100 }, ...filter };
    const listed = await listBalanceTransactions(database, ask, nowMs);
    return 'data' in listed ? listed.data : [];
  };

  it('is the sum of its balance transactions', async () => {
    const sums: Record<string, bigint> = {};
    for (const { net, currency } of await list({}))
      sums[currency] = (sums[currency] ?? 0n) + BigInt(net);
    expect(sums).toEqual({ hkd: 1_500n, jpy: 700n });
  });

  it('has a balance transaction for each capture, refund and failed refund', async () => {
    expect(await list({ source: refundId('yen') }, startMs + 2000)).toEqual([
      {
        id: refundId('yen').replace('re_', 'txn_') + 'F',
        type: 'refund_failure',
        amount: '700',
        fee: '0',
        net: '700',
        currency: 'jpy',
        source: refundId('yen'),
        description: 'Order yen',
        status: 'available',
        created: startMs / 1000 + 2,
        availableOn: startMs / 1000 + 2,
      },
      expect.objectContaining({ type: 'refund', amount: '-700', status: 'available' }),
    ]);
  });

  it('becomes available with time', async () => {
    const statusAt = async (nowMs: number) =>
      (await list({ type: 'charge', currency: 'jpy' }, nowMs))[0]!.status;
    expect(await statusAt(startMs + availableAfterMs - 1)).toBe('pending');
    expect(await statusAt(startMs + availableAfterMs)).toBe('available');
  });

  it('filters balance transactions by type and currency', async () => {
    expect(await list({ type: 'charge' })).toHaveLength(2);
    expect(await list({ type: 'charge', currency: 'jpy' })).toHaveLength(1);
    expect(await list({ type: 'payout' })).toEqual([]);
  });

  it('shows one balance transaction to its own merchant and mode only', async () => {
    const id = termsOf('sold').chargeId.replace('ch_', 'txn_');
    const found = await findBalanceTransaction(database, { ...tenant, id }, startMs);
    expect(found).toMatchObject({ id, type: 'charge', amount: '2000', status: 'pending' });
    expect(await findBalanceTransaction(database, { ...live, id }, startMs)).toBeNull();
    expect(await findBalanceTransaction(database, { ...tenant, id: 'txn_no' }, startMs)).toBeNull();
  });
});

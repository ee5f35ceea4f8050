import { idOf, parseId, sandboxCardByNumber } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import fc from 'fast-check';
import { tenantOfHistory } from '../../test/history-charges.js';
import { intentOf, methodOf } from '../../test/history-payment-intents.js';
import { decideFor, feedFunds } from '../../test/fed-merchants.js';
import { histories, writeHistory } from '../../test/histories.js';
import { projectAll, projectionOf, readModels, type ReadModels } from '../../test/read-models.js';
import { startMs, termsOf, writeCharge, WrittenLog } from '../../test/written-log.js';
import {
  writeAttempt,
  writeDispute,
  writeIntent,
  writeRefund,
} from '../../test/written-payments.js';
import {
  findBalanceTransaction,
  listBalanceTransactions,
} from '../balance-transactions/list-balance-transactions.js';
import { rebuildProjection } from '../projection/rebuild.js';
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
        tax: '0',
        net: '700',
        currency: 'jpy',
        source: refundId('yen'),
        description: 'Order yen',
        exchangeRate: null,
        status: 'available',
        created: startMs / 1000 + 2,
        availableOn: startMs / 1000 + 2,
      },
      expect.objectContaining({ type: 'refund', amount: '-700', status: 'available' }),
    ]);
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

describe('a merchant’s statement', () => {
  let models: ReadModels;
  let database: Database;
  let log: WrittenLog;
  let schemas = 0;
  beforeAll(async () => {
    models = await readModels('statements');
  });
  beforeEach(async () => {
    database = await models.schema(`statements_${schemas++}`, 1);
    log = new WrittenLog(1);
  });
  afterAll(() => models.drop());

  const rows = async (nowMs = startMs + 60_000) => {
    await projectAll(database, log);
    const listed = await listBalanceTransactions(
      database,
      { ...tenant, page: { limit: 100 } },
      nowMs,
    );
    return 'data' in listed ? listed.data : [];
  };

  it.each(['alipay', 'fps'] as const)('calls what is paid by %s a payment', async (type) => {
    const intent = intentOf(type);
    await writeIntent(log, intent);
    const chargeId = await writeAttempt(log, intent, methodOf(type), 'approved');
    const refundId = await writeRefund(log, chargeId, 500n, ['done']);
    expect(await rows()).toMatchObject([
      { type: 'payment_refund', amount: '-500', source: refundId },
      { type: 'payment', amount: '2000', source: chargeId, status: 'pending' },
    ]);
  });

  it('becomes available at the start of the day seven days later', async () => {
    await writeCharge(log, termsOf('sold'));
    const availableMs = Date.parse('2026-01-12T00:00:00Z');
    const at = async (nowMs: number) => {
      await feedFunds(log, tenant, nowMs);
      await decideFor(log, tenant, { type: 'ReleaseFunds', at: nowMs });
      const [row] = await rows(nowMs);
      const { available, pending } = await readBalance(database, tenant);
      return [row!.status, available[0]!.amount, pending[0]!.amount];
    };
    expect(await at(availableMs - 1)).toEqual(['pending', '0', '2000']);
    expect(await at(availableMs)).toEqual(['available', '2000', '0']);
  });

  it('gives a refund back that failed, came back, or was canceled', async () => {
    const chargeIds = ['failed', 'returned', 'canceled'].map((name) => termsOf(name).chargeId);
    for (const name of ['failed', 'returned', 'canceled']) await writeCharge(log, termsOf(name));
    await writeRefund(log, chargeIds[0]!, 1n, ['failed']);
    await writeRefund(log, chargeIds[1]!, 2n, ['done', 'failed']);
    const refundId = await writeRefund(log, chargeIds[2]!, 3n, ['pending']);
    const asked = { refundId, at: startMs + 3_000 };
    await log.run(refundId, { type: 'CancelRefund', caller: tenant, ...asked });
    const outcome = { kind: 'done', acquirerReference: 'r' } as const;
    await log.run(refundId, { type: 'RecordRefundCancel', outcome, ...asked });
    const failures = (await rows()).filter(({ type }) => type === 'refund_failure');
    expect(failures.map(({ amount }) => amount).sort()).toEqual(['1', '2', '3']);
    expect(failures.every(({ id }) => id.endsWith('F'))).toBe(true);
  });

  it('has what a dispute takes and, if it is won, gives back', async () => {
    const { chargeId } = termsOf('disputed');
    await writeCharge(log, termsOf('disputed'));
    const disputeId = await writeDispute(log, chargeId);
    await writeCharge(log, termsOf('asked about'));
    await writeDispute(log, termsOf('asked about').chargeId, { warning: true });
    const at = startMs + 3_000;
    await log.run(disputeId, { type: 'SettleDispute', disputeId, outcome: 'won', at });
    const adjustments = (await rows()).filter(({ type }) => type === 'adjustment');
    const both = {
      ...{ source: disputeId, status: 'available', currency: 'hkd' },
      ...{ tax: '0', exchangeRate: null },
    };
    expect(adjustments).toEqual([
      {
        ...{ ...both, type: 'adjustment', id: `${disputeId.replace('du_', 'txn_')}F` },
        ...{ amount: '2000', fee: '-1500', net: '3500' },
        description: `Chargeback reversal for ${chargeId}`,
        created: at / 1000,
        availableOn: at / 1000,
      },
      {
        ...{ ...both, type: 'adjustment', id: disputeId.replace('du_', 'txn_') },
        ...{ amount: '-2000', fee: '1500', net: '-3500' },
        description: `Chargeback withdrawal for ${chargeId}`,
        created: startMs / 1000 + 2,
        availableOn: startMs / 1000 + 2,
      },
    ]);
  });

  it('keeps what a lost dispute took', async () => {
    await writeCharge(log, termsOf('lost'));
    const disputeId = await writeDispute(log, termsOf('lost').chargeId);
    const at = startMs + 3_000;
    await log.run(disputeId, { type: 'SettleDispute', disputeId, outcome: 'lost', at });
    expect((await rows()).map(({ net }) => net)).toEqual(['-3500', '2000']);
  });

  it('lets what is paid with the bypassing test card be spent at once', async () => {
    const card = sandboxCardByNumber('4000000000000077')!;
    // Typed as a number it is known by its fingerprint only.
    await writeCharge(log, termsOf('bypassing', { card: { ...card, instrument: 'vault:card_1' } }));
    await writeCharge(log, termsOf('plain'));
    const statuses = (await rows(startMs)).map(({ status }) => status).sort();
    expect(statuses).toEqual(['available', 'pending']);
    expect(await readBalance(database, tenant)).toEqual({
      available: [{ amount: '2000', currency: 'hkd' }],
      pending: [{ amount: '2000', currency: 'hkd' }],
    });
  });

  it('adds up to the balance at any time from then on, whatever happened', async () => {
    const tenants = [0, 1, 2].map(tenantOfHistory);
    const days = fc.integer({ min: 0, max: 100 });
    const empty = new WrittenLog(1);
    await fc.assert(
      fc.asyncProperty(histories, days, async (steps, daysLater) => {
        await rebuildProjection({ database, reader: empty.store, partitions: 1 });
        log = new WrittenLog(1);
        const { endMs } = await writeHistory(log, steps);
        const nowMs = endMs + daysLater * 86_400_000;
        for (const one of tenants) {
          await feedFunds(log, one, nowMs);
          await decideFor(log, one, { type: 'ReleaseFunds', at: nowMs });
        }
        await projectAll(database, log);
        for (const one of tenants) {
          const ask = { ...one, page: { limit: 1_000 } };
          const listed = await listBalanceTransactions(database, ask, nowMs);
          const balance = await readBalance(database, one);
          const made = 'data' in listed ? listed.data : [];
          for (const status of ['available', 'pending'] as const)
            for (const { amount, currency } of balance[status]) {
              const mine = made.filter((row) => row.status === status && row.currency === currency);
              expect(mine.reduce((sum, { net }) => sum + BigInt(net), 0n)).toBe(BigInt(amount));
            }
        }
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});

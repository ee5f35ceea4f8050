import { deriveSuffix, idOf, merchantCore } from '@ledgerway/contracts';
import {
  dayMs,
  fundsOf,
  startOfUtcDay,
  type Merchant,
  type StreamCommand,
} from '@ledgerway/domain';
import { eventually, ManualClock } from '@ledgerway/testing';
import { caller, refund, RunningPayments } from '../../test/running-payments.js';

const core = merchantCore(caller.merchantId, caller.livemode);
const payoutIdOf = (name: string) => idOf('po', core, deriveSuffix(name));
const waiting = (merchant: Merchant | null) =>
  fundsOf(merchant, 'hkd').pending.reduce((sum, { amount }) => sum + amount, 0n);
const available = (merchant: Merchant | null) => fundsOf(merchant, 'hkd').available;
const payoutCommand = (name: string, amount: bigint, at: number): StreamCommand => ({
  type: 'CreatePayout',
  caller,
  payout: {
    id: payoutIdOf(name),
    amount,
    currency: 'hkd',
    description: null,
    statementDescriptor: null,
    metadata: {},
  },
  at,
});

describe('what a merchant is owed', () => {
  const clock = new ManualClock(startOfUtcDay(Date.now()) + dayMs / 2);
  let payments: RunningPayments;
  beforeAll(async () => {
    payments = await RunningPayments.start(clock);
  }, 60_000);
  afterAll(() => payments?.stop());

  it('is known to its stream by the time that a payout asks, whatever partition it is of', async () => {
    const bypassing = payments.terms('tok_bypassPending');
    await Promise.all([
      payments.create(bypassing),
      ...[1, 2, 3, 4].map(() => payments.create(payments.terms('tok_visa'))),
    ]);
    await payments.fundsReady();
    const paid = await payments.sendToMerchant('first', payoutCommand('first', 2000n, clock.now()));
    expect(paid.outcome).toEqual({ kind: 'done' });
    const merchant = await payments.merchant();
    expect([available(merchant), waiting(merchant)]).toEqual([0n, 8000n]);
    const more = await payments.sendToMerchant('more', payoutCommand('more', 1n, clock.now()));
    expect(more.outcome).toEqual({ kind: 'rejected', reason: 'balance_insufficient' });
  }, 60_000);

  it('is told once, however often it is asked for and through a restart', async () => {
    const refunded = payments.terms('tok_visa');
    await payments.create(refunded);
    await payments.fundsReady();
    await payments.restart();
    await payments.send(refunded, 'refund', refund(refunded, 'refund', 500n));
    await Promise.all([payments.fundsReady(), payments.fundsReady()]);
    const known = async () => {
      const merchant = await payments.merchant();
      expect([available(merchant), waiting(merchant)]).toEqual([-500n, 10_000n]);
    };
    await eventually(known, { deadlineMs: 20_000 });
    const before = await payments.merchantEvents();
    await payments.fundsReady();
    await payments.setClock('acct_of_nobody', 1);
    expect(await payments.merchantEvents()).toEqual(before);
  }, 60_000);
});

describe('the clock of a test', () => {
  const clock = new ManualClock(startOfUtcDay(Date.now()) + dayMs / 2);
  let payments: RunningPayments;
  beforeAll(async () => {
    payments = await RunningPayments.start(clock);
  }, 60_000);
  afterAll(() => payments?.stop());
  const advance = (ms: number) => payments.setClock(caller.merchantId, ms);

  it('makes captures available on their seventh day, and not a moment before', async () => {
    await payments.create(payments.terms('tok_visa'));
    await advance(6.5 * dayMs - 1);
    expect(available(await payments.merchant())).toBe(0n);
    await advance(6.5 * dayMs);
    const merchant = await payments.merchant();
    expect([available(merchant), waiting(merchant)]).toEqual([2000n, 0n]);
  }, 60_000);

  it('sends payouts on the next day, and pays them on the day after', async () => {
    const payoutId = payoutIdOf('timed');
    const statusOf = async () =>
      (await payments.merchant())?.payouts.find(({ id }) => id === payoutId)?.status;
    const at = clock.now() + 6.5 * dayMs;
    await payments.sendToMerchant('timed', payoutCommand('timed', 500n, at));
    expect(await statusOf()).toBe('pending');
    await advance(7.5 * dayMs);
    expect(await statusOf()).toBe('in_transit');
    await advance(8.5 * dayMs);
    expect(await statusOf()).toBe('paid');
  }, 60_000);

  it('lets the schedule pay all that is available', async () => {
    const schedule = { interval: 'daily' } as const;
    const at = clock.now() + 8.5 * dayMs;
    await payments.sendToMerchant('schedule', { type: 'SetPayoutSchedule', caller, schedule, at });
    await advance(9.5 * dayMs);
    const merchant = await payments.merchant();
    expect(merchant?.payouts.at(-1)).toMatchObject({ amount: 1500n, automatic: true });
    expect(available(merchant)).toBe(0n);
    const count = merchant?.payouts.length;
    await advance(12.5 * dayMs);
    const later = await payments.merchant();
    expect(later?.payouts.map(({ status }) => status)).toEqual(Array(count).fill('paid'));
  }, 60_000);
});

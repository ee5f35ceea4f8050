import { eventually } from '@ledgerway/testing';
import { onTheWire, viaNewestSdk, type Area, type Case } from '../case.js';
import { expectEvents } from '../events.js';
import { expectRefusal, expectRefused } from '../refusals.js';
import {
  advance,
  authorization,
  byWallet,
  charge,
  confirmed,
  intent,
  sale,
  days,
} from '../resources.js';

const cases: Case[] = [
  viaNewestSdk('after seven days an authorization has expired', async (merchant) => {
    const other = await merchant.another();
    const { id } = await authorization(other);
    await advance(other, days(7) + 60);
    await eventually(async () => {
      expect(await other.stripe.charges.retrieve(id)).toMatchObject({
        refunded: true,
        captured: false,
      });
    });
    const { data } = await other.stripe.refunds.list({ charge: id });
    expect(data).toMatchObject([{ amount: 2000, reason: 'expired_uncaptured_charge' }]);
    await expectRefusal(other.stripe.charges.capture(id), {
      status: 400,
      code: 'charge_expired_for_capture',
    });
    await expectEvents(other, id, ['charge.succeeded', 'charge.expiring_soon', 'charge.expired']);
  }),
  viaNewestSdk('a day before, it is said that it will', async (merchant) => {
    const other = await merchant.another();
    const { id } = await authorization(other);
    await advance(other, days(6) + 60);
    await expectEvents(other, id, ['charge.succeeded', 'charge.expiring_soon']);
    expect((await other.stripe.charges.capture(id)).captured).toBe(true);
  }),
  viaNewestSdk('an intent whose authorization expires is canceled', async (merchant) => {
    const other = await merchant.another();
    const { id } = await confirmed(other, { capture_method: 'manual' });
    await advance(other, days(7) + 60);
    await eventually(async () => {
      expect(await other.stripe.paymentIntents.retrieve(id)).toMatchObject({
        status: 'canceled',
        cancellation_reason: 'automatic',
      });
    });
  }),
  viaNewestSdk('pending money becomes available after seven days', async (merchant) => {
    const other = await merchant.another();
    const { balance_transaction: id } = await charge(other);
    await advance(other, days(8));
    await eventually(async () => {
      const transaction = await other.stripe.balanceTransactions.retrieve(id as string);
      expect(transaction.status).toBe('available');
      const { available, pending } = await other.stripe.balance.retrieve();
      expect(available).toMatchObject([{ currency: 'hkd', amount: transaction.net }]);
      for (const { amount } of pending) expect(amount).toBe(0);
    });
  }),
  viaNewestSdk('an FPS code times out', async (merchant) => {
    const other = await merchant.another();
    const { id } = await intent(other, byWallet('fps', { return_url: undefined }));
    await advance(other, days(2));
    await eventually(async () => {
      const { status } = await other.stripe.paymentIntents.retrieve(id);
      expect(['requires_payment_method', 'canceled']).toContain(status);
    });
  }),
  onTheWire('an idempotency key is free again after its day', async (merchant) => {
    const other = await merchant.another();
    const create = () =>
      other.post('/v1/charges', sale, { headers: { 'idempotency-key': 'aged' } });
    const first = await create();
    await advance(other, days(1) + 60);
    const second = await create();
    expect(second.json.id).not.toBe(first.json.id);
    expect(second.headers.get('idempotent-replayed')).toBeNull();
  }),
  onTheWire('the clock of one account is not that of another', async (merchant) => {
    const [mine, theirs] = [await merchant.another(), await merchant.another()];
    const { id } = await authorization(theirs);
    await advance(mine, days(30));
    expect(await theirs.stripe.charges.retrieve(id)).toMatchObject({ refunded: false });
  }),
  onTheWire('a clock goes forward only', async (merchant) => {
    for (const wrong of [0, -1, 'soon']) {
      const answer = await merchant.post('/v1/test_helpers/clock/advance', { seconds: wrong });
      expectRefused(answer, { status: 400, param: 'seconds' });
    }
  }),
];

export const testClock: Area = { name: 'test clock', cases };

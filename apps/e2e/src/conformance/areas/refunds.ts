import { eventually } from '@ledgerway/testing';
import { onTheWire, viaNewestSdk, viaSdk, type Area, type Case } from '../case.js';
import { expectEvents } from '../events.js';
import type { Merchant } from '../merchant.js';
import { expectRefusal, expectRefused } from '../refusals.js';
import { charge, confirmed, intent } from '../resources.js';

const made: Case[] = [
  viaSdk('create: the whole charge by default', async (merchant) => {
    const { id } = await charge(merchant);
    const refund = await merchant.stripe.refunds.create({ charge: id, metadata: { a: 'b' } });
    expect(refund).toMatchObject({
      object: 'refund',
      id: expect.stringMatching(/^re_/),
      amount: 2000,
      balance_transaction: expect.stringMatching(/^txn_/),
      charge: id,
      currency: 'hkd',
      metadata: { a: 'b' },
      payment_intent: null,
      reason: null,
      status: 'succeeded',
    });
    for (const absent of ['livemode', 'description', 'failure_reason', 'pending_reason'])
      expect(refund).not.toHaveProperty(absent);
    expect(await merchant.stripe.charges.retrieve(id)).toMatchObject({
      amount_refunded: 2000,
      refunded: true,
    });
    await expectEvents(merchant, id, ['charge.succeeded', 'refund.created', 'charge.refunded']);
  }),
  viaSdk('create: in parts, until nothing remains', async (merchant) => {
    const { id } = await charge(merchant);
    const { refunds, charges } = merchant.stripe;
    await refunds.create({ charge: id, amount: 500 });
    expect(await charges.retrieve(id)).toMatchObject({ amount_refunded: 500, refunded: false });
    expect((await refunds.create({ charge: id })).amount).toBe(1500);
    expect(await charges.retrieve(id)).toMatchObject({ amount_refunded: 2000, refunded: true });
    await expectRefusal(refunds.create({ charge: id }), {
      status: 400,
      code: 'charge_already_refunded',
    });
  }),
  ...(['duplicate', 'fraudulent', 'requested_by_customer'] as const).map((reason) =>
    viaSdk(`create: the reason ${reason}`, async (merchant) => {
      const { id } = await charge(merchant);
      expect(await merchant.stripe.refunds.create({ charge: id, reason })).toMatchObject({
        reason,
      });
    }),
  ),
  viaSdk('create: by payment_intent', async (merchant) => {
    const { id, latest_charge: paid } = await confirmed(merchant);
    const refund = await merchant.stripe.refunds.create({ payment_intent: id, amount: 300 });
    expect(refund).toMatchObject({ payment_intent: id, charge: paid, amount: 300 });
  }),
  viaSdk('retrieve gives what create gave, update changes metadata only', async (merchant) => {
    const { id } = await charge(merchant);
    const { lastResponse: _made, ...refund } = await merchant.stripe.refunds.create({ charge: id });
    const { lastResponse: _read, ...read } = await merchant.stripe.refunds.retrieve(refund.id);
    expect(read).toEqual(refund);
    const updated = await merchant.stripe.refunds.update(refund.id, { metadata: { k: 'v' } });
    expect(updated).toMatchObject({ id: refund.id, metadata: { k: 'v' } });
    const call = merchant.stripe.refunds.update(refund.id, { amount: 1 } as object);
    await expectRefusal(call, { status: 400, code: 'parameter_unknown', param: 'amount' });
  }),
  viaSdk('list: by charge and by intent', async (merchant) => {
    const { id, latest_charge: paid } = await confirmed(merchant);
    const refund = await merchant.stripe.refunds.create({ payment_intent: id, amount: 300 });
    const { refunds } = merchant.stripe;
    const byIntent = await refunds.list({ payment_intent: id });
    const byCharge = await refunds.list({ charge: paid as string });
    for (const { data } of [byIntent, byCharge])
      expect(data.map((one) => one.id)).toEqual([refund.id]);
  }),
];

const refused: Case[] = [
  viaSdk('create: neither charge nor payment_intent', ({ stripe }) =>
    expectRefusal(stripe.refunds.create({ amount: 5 }), {
      status: 400,
      code: null,
      message:
        'One of the following params should be provided for this request: payment_intent or charge.',
    }),
  ),
  viaSdk('create: an unknown charge', ({ stripe }) =>
    expectRefusal(stripe.refunds.create({ charge: 'ch_nothing' }), {
      status: 404,
      code: 'resource_missing',
      param: 'id',
      message: "No such charge: 'ch_nothing'",
    }),
  ),
  viaSdk('create: an unknown intent', ({ stripe }) =>
    expectRefusal(stripe.refunds.create({ payment_intent: 'pi_nothing' }), {
      status: 404,
      code: 'resource_missing',
      message: "No such payment_intent: 'pi_nothing'",
    }),
  ),
  ...[0, -1].map((amount) =>
    viaSdk(`create: an amount of ${amount}`, async (merchant) => {
      const { id } = await charge(merchant);
      await expectRefusal(merchant.stripe.refunds.create({ charge: id, amount }), {
        status: 400,
        code: 'parameter_invalid_integer',
        param: 'amount',
      });
    }),
  ),
  viaSdk('create: more than remains', async (merchant) => {
    const { id } = await charge(merchant, { amount: 4000, currency: 'usd' });
    await merchant.stripe.refunds.create({ charge: id, amount: 1000 });
    await expectRefusal(merchant.stripe.refunds.create({ charge: id, amount: 4000 }), {
      status: 400,
      code: null,
      param: 'amount',
      message: 'Refund amount ($40.00) is greater than unrefunded amount on charge ($30.00)',
    });
  }),
  viaSdk('create: a reason that is none', async (merchant) => {
    const { id } = await charge(merchant);
    const call = merchant.stripe.refunds.create({ charge: id, reason: 'regret' as 'duplicate' });
    await expectRefusal(call, { status: 400, param: 'reason' });
  }),
  viaSdk('create: of an intent that was never paid', async (merchant) => {
    const { id } = await intent(merchant);
    await expectRefusal(merchant.stripe.refunds.create({ payment_intent: id }), {
      status: 400,
      code: null,
      message: `This PaymentIntent (${id}) does not have a successful charge to refund.`,
    });
  }),
  viaSdk('create: of a charge that failed', async (merchant) => {
    const error = await expectRefusal(charge(merchant, { source: 'tok_chargeDeclined' }), {
      status: 402,
    });
    const call = merchant.stripe.refunds.create({ charge: error.charge as string });
    await expectRefusal(call, { status: 400, code: null });
  }),
  viaSdk('create: of an uncaptured charge that an intent owns', async (merchant) => {
    const { latest_charge: reserved } = await confirmed(merchant, { capture_method: 'manual' });
    await expectRefusal(merchant.stripe.refunds.create({ charge: reserved as string }), {
      status: 400,
      code: null,
      message: /must cancel the PaymentIntent/,
    });
  }),
  viaSdk('cancel: a refund that succeeded', async (merchant) => {
    const { id } = await charge(merchant);
    const refund = await merchant.stripe.refunds.create({ charge: id });
    await expectRefusal(merchant.stripe.refunds.cancel(refund.id), {
      status: 400,
      code: null,
      message: 'Canceling this refund is unsupported.',
    });
  }),
  viaSdk('retrieve: an unknown id', ({ stripe }) =>
    expectRefusal(stripe.refunds.retrieve('re_nothing'), { status: 404, code: 'resource_missing' }),
  ),
  onTheWire('create: charge and payment_intent together', async (merchant) => {
    const answer = await merchant.post('/v1/refunds', { charge: 'ch_a', payment_intent: 'pi_b' });
    expectRefused(answer, { status: 400 });
  }),
];

const pendingRefund = async (merchant: Merchant) => {
  const { id } = await charge(merchant, { source: 'tok_pendingRefund' });
  return { id, refund: await merchant.stripe.refunds.create({ charge: id }) };
};

const later: Case[] = [
  viaSdk('an asynchronous refund starts pending, and can be canceled', async (merchant) => {
    const { id, refund } = await pendingRefund(merchant);
    expect(refund.status).toBe('pending');
    expect(await merchant.stripe.refunds.cancel(refund.id)).toMatchObject({ status: 'canceled' });
    const after = await merchant.stripe.charges.retrieve(id);
    expect(after).toMatchObject({ amount_refunded: 0, refunded: false });
  }),
  viaNewestSdk('a pending refund is told of, and counts once it succeeded', async (merchant) => {
    const { id, refund } = await pendingRefund(merchant);
    expect(await merchant.stripe.charges.retrieve(id)).toMatchObject({ amount_refunded: 0 });
    await eventually(async () => {
      const { status } = await merchant.stripe.refunds.retrieve(refund.id);
      expect(status).toBe('succeeded');
    });
    const after = await merchant.stripe.charges.retrieve(id);
    expect(after).toMatchObject({ amount_refunded: 2000, refunded: true });
    await expectEvents(merchant, refund.id, [
      'refund.created',
      'refund.updated',
      'charge.refund.updated',
    ]);
  }),
  viaNewestSdk('an asynchronous refund that fails gives the amount back', async (merchant) => {
    const { id } = await charge(merchant, { source: 'tok_refundFail' });
    const refund = await merchant.stripe.refunds.create({ charge: id });
    await eventually(async () => {
      expect(await merchant.stripe.refunds.retrieve(refund.id)).toMatchObject({
        status: 'failed',
        failure_reason: expect.any(String),
        failure_balance_transaction: expect.stringMatching(/^txn_/),
      });
    });
    const after = await merchant.stripe.charges.retrieve(id);
    expect(after).toMatchObject({ amount_refunded: 0, refunded: false });
    const types = ['refund.failed', 'charge.refund.updated'];
    await expectEvents(merchant, refund.id, ['refund.created', ...types]);
  }),
];

export const refunds: Area = { name: 'refunds', cases: [...made, ...refused, ...later] };

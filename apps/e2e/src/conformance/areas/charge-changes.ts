import { onTheWire, viaSdk, type Area, type Case } from '../case.js';
import { expectEvents } from '../events.js';
import type { Merchant } from '../merchant.js';
import { expectRefusal, expectRefused } from '../refusals.js';
import { authorization, charge, customer } from '../resources.js';

const updates: Case[] = [
  viaSdk(
    'update: description, e-mail, transfer group, shipping and fraud report',
    async (merchant) => {
      const { id } = await charge(merchant);
      const changes = {
        description: 'later',
        receipt_email: 'later@example.com',
        transfer_group: 'g2',
        shipping: { name: 'Ada', address: { line1: '2 Pier Road' } },
        fraud_details: { user_report: 'safe' as const },
      };
      expect(await merchant.stripe.charges.update(id, changes)).toMatchObject(changes);
    },
  ),
  viaSdk(
    'update: metadata is merged by key; an empty value deletes, empty metadata clears',
    async (merchant) => {
      const { id } = await charge(merchant, { metadata: { a: '1', b: '2' } });
      const { charges } = merchant.stripe;
      const merged = await charges.update(id, { metadata: { a: '', c: '3' } });
      expect(merged.metadata).toEqual({ b: '2', c: '3' });
      expect((await charges.update(id, { metadata: '' })).metadata).toEqual({});
    },
  ),
  viaSdk('update: an empty text is unset', async (merchant) => {
    const { id } = await charge(merchant, { description: 'tea' });
    expect((await merchant.stripe.charges.update(id, { description: '' })).description).toBeNull();
  }),
  viaSdk('update: the customer can be set once', async (merchant) => {
    const [{ id }, first, second] = [
      await charge(merchant),
      await customer(merchant),
      await customer(merchant),
    ];
    const updated = await merchant.stripe.charges.update(id, { customer: first.id });
    expect(updated.customer).toBe(first.id);
    const again = merchant.stripe.charges.update(id, { customer: second.id });
    await expectRefusal(again, { status: 400, param: 'customer' });
  }),
  viaSdk('update: the amount is not for changing', async (merchant) => {
    const { id } = await charge(merchant);
    const call = merchant.stripe.charges.update(id, { amount: 1 } as object);
    await expectRefusal(call, { status: 400, code: 'parameter_unknown', param: 'amount' });
  }),
  viaSdk('update: an unknown id', ({ stripe }) =>
    expectRefusal(stripe.charges.update('ch_nothing', { description: 'x' }), {
      status: 404,
      code: 'resource_missing',
      param: 'id',
      message: "No such charge: 'ch_nothing'",
    }),
  ),
];

const captures: Case[] = [
  viaSdk('capture in full', async (merchant) => {
    const { id } = await authorization(merchant);
    const captured = await merchant.stripe.charges.capture(id, { receipt_email: 'a@example.com' });
    expect(captured).toMatchObject({
      captured: true,
      amount_captured: 2000,
      amount_refunded: 0,
      balance_transaction: expect.stringMatching(/^txn_/),
      receipt_email: 'a@example.com',
    });
    await expectEvents(merchant, id, ['charge.succeeded', 'charge.captured']);
  }),
  viaSdk(
    'capture in part: the rest shows as refunded, by one refund without money',
    async (merchant) => {
      const { id } = await authorization(merchant);
      const captured = await merchant.stripe.charges.capture(id, { amount: 1500 });
      expect(captured).toMatchObject({
        captured: true,
        amount: 2000,
        amount_captured: 1500,
        amount_refunded: 500,
        refunded: false,
      });
      const { data } = await merchant.stripe.refunds.list({ charge: id });
      expect(data).toMatchObject([{ amount: 500, balance_transaction: null, status: 'succeeded' }]);
      await expectEvents(merchant, id, ['charge.succeeded', 'charge.captured']);
    },
  ),
  viaSdk('capture again', async (merchant) => {
    const { id } = await charge(merchant);
    await expectRefusal(merchant.stripe.charges.capture(id), {
      status: 400,
      code: 'charge_already_captured',
      message: `Charge ${id} has already been captured.`,
    });
  }),
  viaSdk('capture more than is reserved', async (merchant) => {
    const { id } = await authorization(merchant);
    const call = merchant.stripe.charges.capture(id, { amount: 2001 });
    await expectRefusal(call, { status: 400, code: 'amount_too_large', param: 'amount' });
    expect((await merchant.stripe.charges.retrieve(id)).captured).toBe(false);
  }),
  ...[0, -1].map((amount) =>
    viaSdk(`capture ${amount}`, async (merchant) => {
      const { id } = await authorization(merchant);
      const refusal = { status: 400, code: 'parameter_invalid_integer', param: 'amount' };
      await expectRefusal(merchant.stripe.charges.capture(id, { amount }), refusal);
    }),
  ),
  viaSdk('capture what was voided', async (merchant) => {
    const { id } = await authorization(merchant);
    await merchant.stripe.refunds.create({ charge: id });
    await expectRefusal(merchant.stripe.charges.capture(id), {
      status: 400,
      code: 'charge_already_refunded',
    });
  }),
  viaSdk('capture what failed', async (merchant) => {
    const id = await failedCharge(merchant);
    await expectRefusal(merchant.stripe.charges.capture(id), {
      status: 400,
      code: 'capture_unauthorized_payment',
    });
  }),
  viaSdk('capture: an unknown id', ({ stripe }) =>
    expectRefusal(stripe.charges.capture('ch_nothing'), {
      status: 404,
      code: 'resource_missing',
      message: "No such charge: 'ch_nothing'",
    }),
  ),
];

async function failedCharge(merchant: Merchant): Promise<string> {
  const { charge: id } = await expectRefusal(charge(merchant, { source: 'tok_chargeDeclined' }), {
    status: 402,
  });
  return id as string;
}

const voids: Case[] = [
  viaSdk('void: a full refund of what was never captured', async (merchant) => {
    const { id } = await authorization(merchant);
    const refund = await merchant.stripe.refunds.create({ charge: id });
    expect(refund).toMatchObject({ amount: 2000, status: 'succeeded' });
    expect(await merchant.stripe.charges.retrieve(id)).toMatchObject({
      captured: false,
      refunded: true,
      amount_refunded: 2000,
    });
    await expectEvents(merchant, id, ['charge.succeeded', 'refund.created', 'charge.refunded']);
  }),
  viaSdk('void in part', async (merchant) => {
    const { id } = await authorization(merchant);
    await expectRefusal(merchant.stripe.refunds.create({ charge: id, amount: 1999 }), {
      status: 400,
      param: 'amount',
      message: /^You cannot partially refund an uncaptured charge/,
    });
  }),
];

const legacyPaths: Case[] = [
  onTheWire('POST /v1/charges/:id/refunds gives the refund', async (merchant) => {
    const { id } = await charge(merchant);
    const answer = await merchant.post(`/v1/charges/${id}/refunds`, { amount: 700 });
    expect(answer).toMatchObject({
      status: 200,
      json: { object: 'refund', amount: 700, charge: id },
    });
  }),
  onTheWire('POST /v1/charges/:id/refund gives the charge', async (merchant) => {
    const { id } = await charge(merchant);
    const answer = await merchant.post(`/v1/charges/${id}/refund`);
    expect(answer).toMatchObject({ status: 200, json: { object: 'charge', id, refunded: true } });
  }),
  onTheWire('GET /v1/charges/:id/refunds lists them, and one by its id', async (merchant) => {
    const { id } = await charge(merchant);
    const { json: refund } = await merchant.post(`/v1/charges/${id}/refunds`, { amount: 700 });
    const { json: list } = await merchant.get(`/v1/charges/${id}/refunds`);
    expect(list).toMatchObject({
      object: 'list',
      url: `/v1/charges/${id}/refunds`,
      has_more: false,
    });
    expect(list.data.map((one: { id: string }) => one.id)).toEqual([refund.id]);
    const { json: read } = await merchant.get(`/v1/charges/${id}/refunds/${refund.id}`);
    expect(read).toEqual(refund);
  }),
  onTheWire('GET /v1/charges/:id/refunds/:re of another charge’s refund', async (merchant) => {
    const [one, other] = [await charge(merchant), await charge(merchant)];
    const refund = await merchant.stripe.refunds.create({ charge: one.id });
    const answer = await merchant.get(`/v1/charges/${other.id}/refunds/${refund.id}`);
    expectRefused(answer, { status: 404, code: 'resource_missing' });
  }),
];

const declined: Case = viaSdk('a declined charge tells so, once, and stays', async (merchant) => {
  const id = await failedCharge(merchant);
  expect(await merchant.stripe.charges.retrieve(id)).toMatchObject({
    status: 'failed',
    paid: false,
    captured: false,
    balance_transaction: null,
    receipt_url: null,
    payment_method_details: { card: { amount_authorized: null } },
  });
  await expectEvents(merchant, id, ['charge.failed']);
});

const update: Case = viaSdk('an update of metadata moves no money', async (merchant) => {
  const { id, balance_transaction: before } = await charge(merchant);
  const { balance_transaction: after } = await merchant.stripe.charges.update(id, {
    metadata: { a: '1' },
  });
  expect(after).toBe(before);
});

export const chargeChanges: Area = {
  name: 'changes of charges',
  cases: [...updates, ...captures, ...voids, ...legacyPaths, declined, update],
};

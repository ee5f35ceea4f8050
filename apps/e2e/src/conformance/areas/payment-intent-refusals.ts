import { onTheWire, viaSdk, type Area, type Case } from '../case.js';
import { expectRefusal, expectRefused, type Refusal } from '../refusals.js';
import { confirmed, customer, intent } from '../resources.js';

const refusedToCreate = (name: string, params: object, refusal: Refusal): Case =>
  viaSdk(`create: ${name}`, (merchant) => expectRefusal(intent(merchant, params), refusal));

const refusals: Case[] = [
  refusedToCreate(
    'no amount',
    { amount: undefined },
    { status: 400, code: 'parameter_missing', param: 'amount' },
  ),
  refusedToCreate(
    'no currency',
    { currency: undefined },
    { status: 400, code: 'parameter_missing', param: 'currency' },
  ),
  refusedToCreate(
    'a zero amount',
    { amount: 0 },
    { status: 400, code: 'parameter_invalid_integer', param: 'amount' },
  ),
  refusedToCreate(
    '399 hkd',
    { amount: 399 },
    { status: 400, code: 'amount_too_small', param: 'amount' },
  ),
  refusedToCreate(
    '100000000',
    { amount: 100_000_000 },
    { status: 400, code: 'amount_too_large', param: 'amount' },
  ),
  refusedToCreate(
    'a currency that is none',
    { currency: 'xxx' },
    { status: 400, param: 'currency', message: /^Invalid currency: xxx/ },
  ),
  refusedToCreate(
    'an unknown parameter',
    { bogus: 1 },
    { status: 400, code: 'parameter_unknown', param: 'bogus' },
  ),
  refusedToCreate(
    'an unknown customer',
    { customer: 'cus_nothing' },
    {
      status: 400,
      code: 'resource_missing',
      param: 'customer',
      message: "No such customer: 'cus_nothing'",
    },
  ),
  refusedToCreate(
    'an unknown method',
    { payment_method: 'pm_nothing' },
    { status: 400, code: 'resource_missing', param: 'payment_method' },
  ),
  viaSdk('retrieve: an unknown id', ({ stripe }) =>
    expectRefusal(stripe.paymentIntents.retrieve('pi_nothing'), {
      status: 404,
      code: 'resource_missing',
      param: 'intent',
      message: "No such payment_intent: 'pi_nothing'",
    }),
  ),
  viaSdk('create: a method of another customer', async (merchant) => {
    const { stripe } = merchant;
    const [owner, other] = [await customer(merchant), await customer(merchant)];
    const { id } = await stripe.paymentMethods.attach('pm_card_visa', { customer: owner.id });
    const call = confirmed(merchant, { customer: other.id, payment_method: id });
    await expectRefusal(call, { status: 400, code: null, param: 'payment_method' });
  }),
  viaSdk('create: a customer’s method without the customer', async (merchant) => {
    const owner = await customer(merchant);
    const { id } = await merchant.stripe.paymentMethods.attach('pm_card_visa', {
      customer: owner.id,
    });
    await expectRefusal(confirmed(merchant, { payment_method: id }), {
      status: 400,
      code: 'parameter_missing',
      param: 'source',
    });
  }),
  viaSdk('confirm: no return_url where the payer may be sent away', async (merchant) => {
    const call = confirmed(merchant, { automatic_payment_methods: { enabled: true } });
    await expectRefusal(call, { status: 400, code: 'parameter_missing', param: 'return_url' });
  }),
  viaSdk('confirm: a return_url, or methods that need none', async (merchant) => {
    const ways = [
      { automatic_payment_methods: { enabled: true }, return_url: 'https://shop.example/back' },
      { automatic_payment_methods: undefined, payment_method_types: ['card'] },
    ];
    for (const way of ways) expect((await confirmed(merchant, way)).status).toBe('succeeded');
  }),
];

const publishable: Case[] = [
  onTheWire(
    'a publishable key with the client_secret reads it, without what is private',
    async (merchant) => {
      const { id: payer } = await customer(merchant);
      const made = await intent(merchant, { customer: payer, metadata: { cost: '5' } });
      const path = `/v1/payment_intents/${made.id}?client_secret=${made.client_secret}`;
      const answer = await merchant.get(path, { key: merchant.keys.publishable });
      expect(answer).toMatchObject({ status: 200, json: { id: made.id, amount: 2000 } });
      for (const hidden of ['metadata', 'customer', 'transfer_data', 'on_behalf_of'])
        expect(answer.json).not.toHaveProperty(hidden);
    },
  ),
  onTheWire('a publishable key with the client_secret confirms it', async (merchant) => {
    const { id, client_secret: secret } = await intent(merchant);
    const params = { client_secret: secret, payment_method: 'pm_card_visa' };
    const options = { key: merchant.keys.publishable };
    const answer = await merchant.post(`/v1/payment_intents/${id}/confirm`, params, options);
    expect(answer).toMatchObject({ status: 200, json: { status: 'succeeded' } });
  }),
  ...['', '?client_secret=wrong'].map((query) =>
    onTheWire(`a publishable key with ${query || 'no secret'} reads nothing`, async (merchant) => {
      const { id } = await intent(merchant);
      const options = { key: merchant.keys.publishable };
      const answer = await merchant.get(`/v1/payment_intents/${id}${query}`, options);
      expect([400, 401]).toContain(answer.status);
      expect(answer.json).not.toHaveProperty('amount');
    }),
  ),
  onTheWire('confirm: an unknown id', async (merchant) => {
    const answer = await merchant.post('/v1/payment_intents/pi_nothing/confirm');
    expectRefused(answer, { status: 404, code: 'resource_missing', param: 'intent' });
  }),
];

export const paymentIntentRefusals: Area = {
  name: 'payment intents: refusals and publishable keys',
  cases: [...refusals, ...publishable],
};

import { onTheWire, viaSdk, type Area, type Case } from '../case.js';
import type { Merchant } from '../merchant.js';
import { expectRefusal, expectRefused } from '../refusals.js';
import { charge, sale } from '../resources.js';

const withKey = (key: string) => ({ headers: { 'idempotency-key': key } });
const create = (merchant: Merchant, key: string, params: object = {}) =>
  merchant.post('/v1/charges', { ...sale, ...params }, withKey(key));

const otherParameters = (key: string) => ({
  status: 400,
  type: 'idempotency_error',
  code: null,
  message: new RegExp(
    'Keys for idempotent requests can only be used with the same parameters they were first ' +
      `used with\\. Try using a key other than '${key}'`,
  ),
});

const replays: Case[] = [
  viaSdk('the same call twice is one charge', async ({ stripe }) => {
    const options = { idempotencyKey: 'order-1' };
    const first = await stripe.charges.create(sale, options);
    const second = await stripe.charges.create(sale, options);
    expect(second.id).toBe(first.id);
  }),
  onTheWire('a replay has the same bytes, even after the charge changed', async (merchant) => {
    const first = await create(merchant, 'bytes');
    await merchant.stripe.refunds.create({ charge: first.json.id });
    const second = await create(merchant, 'bytes');
    expect(second).toMatchObject({ status: 200, text: first.text });
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(second.headers.get('original-request')).toBe(first.headers.get('request-id'));
    expect(second.headers.get('request-id')).not.toBe(first.headers.get('request-id'));
    for (const { headers } of [first, second]) expect(headers.get('idempotency-key')).toBe('bytes');
  }),
  onTheWire('a decline is replayed as it was', async (merchant) => {
    const declined = { source: 'tok_chargeDeclined' };
    const first = await create(merchant, 'declined', declined);
    const second = await create(merchant, 'declined', declined);
    expect(second).toMatchObject({ status: 402, text: first.text });
    expect(second.headers.get('idempotent-replayed')).toBe('true');
  }),
  onTheWire('the order of parameters does not matter', async (merchant) => {
    const bodies = [
      'amount=2000&currency=hkd&source=tok_visa',
      'source=tok_visa&currency=hkd&amount=2000',
    ];
    const [first, second] = [
      await merchant.send('POST', '/v1/charges', bodies[0], withKey('order')),
      await merchant.send('POST', '/v1/charges', bodies[1], withKey('order')),
    ];
    expect(second).toMatchObject({ status: 200, text: first?.text });
  }),
  onTheWire('headers and version do not matter', async (merchant) => {
    const first = await create(merchant, 'headers');
    const headers = { 'idempotency-key': 'headers', 'stripe-version': '2022-11-15' };
    const second = await merchant.post('/v1/charges', sale, { headers });
    expect(second.text).toBe(first.text);
  }),
  onTheWire('100 at once make one charge and one body', async (merchant) => {
    const calls = Array.from({ length: 100 }, () => create(merchant, 'stampede'));
    const answers = await Promise.all(calls);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  }),
  onTheWire('a refund under one key moves money once', async (merchant) => {
    const { id } = await charge(merchant);
    const refund = () => merchant.post('/v1/refunds', { charge: id, amount: 500 }, withKey('once'));
    expect((await refund()).text).toBe((await refund()).text);
    expect((await merchant.stripe.charges.retrieve(id)).amount_refunded).toBe(500);
  }),
  onTheWire('an intent is replayed with its client_secret', async (merchant) => {
    const params = { amount: 2000, currency: 'hkd' };
    const make = () => merchant.post('/v1/payment_intents', params, withKey('intent'));
    const [first, second] = [await make(), await make()];
    expect(second).toMatchObject({ status: 200, text: first.text });
    expect(second.json.client_secret).toMatch(/^pi_\w+_secret_/);
  }),
];

const refused: Case[] = [
  viaSdk('the same key with another amount', async ({ stripe }) => {
    const options = { idempotencyKey: 'amount' };
    await stripe.charges.create(sale, options);
    const call = stripe.charges.create({ ...sale, amount: 2100 }, options);
    await expectRefusal(call, otherParameters('amount'));
  }),
  onTheWire('the same key with another expansion', async (merchant) => {
    await create(merchant, 'expand');
    const answer = await create(merchant, 'expand', { expand: ['customer'] });
    expectRefused(answer, otherParameters('expand'));
  }),
  onTheWire('the same key with a list in another order', async (merchant) => {
    const expand = ['customer', 'balance_transaction'];
    await create(merchant, 'array', { expand });
    const answer = await create(merchant, 'array', { expand: [...expand].reverse() });
    expectRefused(answer, otherParameters('array'));
  }),
  onTheWire('the same key on another endpoint', async (merchant) => {
    const { json } = await create(merchant, 'endpoint');
    const answer = await merchant.post('/v1/refunds', { charge: json.id }, withKey('endpoint'));
    expectRefused(answer, {
      status: 400,
      type: 'idempotency_error',
      message: new RegExp(
        'Keys for idempotent requests can only be used for the same endpoint they were first ' +
          "used for \\('/v1/(charges|refunds)' vs '/v1/(charges|refunds)'\\)",
      ),
    });
  }),
  onTheWire('a key of 256 characters, and an empty one', async (merchant) => {
    for (const key of ['k'.repeat(256), ''])
      expectRefused(await create(merchant, key), { status: 400 });
    expect(await create(merchant, 'k'.repeat(255))).toMatchObject({ status: 200 });
  }),
];

const free: Case[] = [
  onTheWire('a mistake can be mended under the same key', async (merchant) => {
    expectRefused(await create(merchant, 'mended', { amount: 1 }), { status: 400 });
    expect(await create(merchant, 'mended')).toMatchObject({ status: 200 });
  }),
  onTheWire('a refusal of the key holder is not stored', async (merchant) => {
    const publishable = { ...withKey('401'), key: merchant.keys.publishable };
    expectRefused(await merchant.post('/v1/charges', sale, publishable), { status: 401 });
    expect(await create(merchant, '401')).toMatchObject({ status: 200 });
  }),
  onTheWire('a key means nothing on GET and DELETE', async (merchant) => {
    const { json } = await create(merchant, 'get');
    const path = `/v1/charges/${json.id}`;
    const first = await merchant.get(path, withKey('get'));
    await merchant.post(path, { description: 'changed' });
    const second = await merchant.get(path, withKey('get'));
    expect(first.json.description).toBeNull();
    expect(second.json.description).toBe('changed');
    expect(second.headers.get('idempotent-replayed')).toBeNull();
  }),
  onTheWire('two accounts and two modes may use the same key', async (merchant) => {
    const other = await merchant.another();
    const [mine, theirs] = [await create(merchant, 'shared'), await create(other, 'shared')];
    expect(theirs.json.id).not.toBe(mine.json.id);
    const live = { ...withKey('shared'), key: merchant.keys.live_secret };
    const { headers } = await merchant.post('/v1/customers', {}, live);
    expect(headers.get('idempotent-replayed')).toBeNull();
  }),
];

export const idempotency: Area = { name: 'idempotency', cases: [...replays, ...refused, ...free] };

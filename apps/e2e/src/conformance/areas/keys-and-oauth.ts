import { onTheWire, viaSdk, type Area, type Case } from '../case.js';
import type { Merchant } from '../merchant.js';
import { expectRefusal, expectRefused, thrownBy } from '../refusals.js';
import { charge, customer, sale } from '../resources.js';

const restricted = async (merchant: Merchant, permissions: object, more: object = {}) => {
  const params = { type: 'restricted', name: 'shop', permissions: { ...permissions }, ...more };
  const { status, json } = await merchant.post('/v1/api_keys', params);
  expect({ status, json }).toMatchObject({ status: 200, json: { object: 'api_key' } });
  expect(json.secret).toMatch(/^rk_test_/);
  return json as { id: string; secret: string };
};

const lacks = (permission: string) => ({
  status: 403,
  message: new RegExp(`rk_test_\\*+.{4}.*${permission}`, 's'),
});

const permissions: Case[] = [
  viaSdk('a key that may charge but not refund', async (merchant) => {
    const key = await restricted(merchant, { charge: 'write', refund: 'none' });
    const stripe = merchant.sdk(key.secret);
    const made = await stripe.charges.create(sale);
    expect(await stripe.charges.retrieve(made.id)).toMatchObject({ id: made.id });
    const call = stripe.refunds.create({ charge: made.id });
    await expectRefusal(call, lacks('refund_write'));
    const error = await thrownBy(stripe.refunds.create({ charge: made.id }));
    expect(error.type).toBe('StripePermissionError');
  }),
  viaSdk('a key that may read but not write', async (merchant) => {
    const { id } = await charge(merchant);
    const stripe = merchant.sdk((await restricted(merchant, { charge: 'read' })).secret);
    expect((await stripe.charges.retrieve(id)).id).toBe(id);
    await expectRefusal(stripe.charges.create(sale), lacks('charge_write'));
  }),
  ...(
    [
      ['charge', '/v1/charges'],
      ['refund', '/v1/refunds'],
      ['customer', '/v1/customers'],
      ['payment_intent', '/v1/payment_intents'],
      ['event', '/v1/events'],
      ['webhook', '/v1/webhook_endpoints'],
      ['balance', '/v1/balance'],
      ['dispute', '/v1/disputes'],
      ['account', '/v1/account'],
      ['api_key', '/v1/api_keys'],
    ] as const
  ).map(([permission, path]) =>
    onTheWire(`${permission}: without it ${path} is refused, with it read`, async (merchant) => {
      const none = await restricted(merchant, {});
      expectRefused(await merchant.get(path, { key: none.secret }), lacks(`${permission}_read`));
      const read = await restricted(merchant, { [permission]: 'read' });
      expect(await merchant.get(path, { key: read.secret })).toMatchObject({ status: 200 });
    }),
  ),
  onTheWire('a permission that is none', async (merchant) => {
    const params = { type: 'restricted', name: 'x', permissions: { tea: 'write' } };
    expectRefused(await merchant.post('/v1/api_keys', params), { status: 400 });
  }),
];

const publishable: Case[] = [
  viaSdk('a publishable key does not charge', async (merchant) => {
    const call = merchant.sdk(merchant.keys.publishable).charges.create(sale);
    await expectRefusal(call, {
      status: 401,
      message: /^This API call cannot be made with a publishable API key/,
    });
  }),
  ...['/v1/charges', '/v1/customers', '/v1/balance', '/v1/events', '/v1/payment_intents'].map(
    (path) =>
      onTheWire(`a publishable key does not read ${path}`, async (merchant) => {
        const answer = await merchant.get(path, { key: merchant.keys.publishable });
        expectRefused(answer, { status: 401 });
      }),
  ),
];

const lives: Case[] = [
  onTheWire('keys are listed without their secrets, and revoked', async (merchant) => {
    const key = await restricted(merchant, { balance: 'read' });
    const { json } = await merchant.get('/v1/api_keys?limit=100');
    expect(json.data.map(({ id }: { id: string }) => id)).toContain(key.id);
    expect(JSON.stringify(json)).not.toContain(key.secret);
    expect(await merchant.delete(`/v1/api_keys/${key.id}`)).toMatchObject({ status: 200 });
    expectRefused(await merchant.get('/v1/balance', { key: key.secret }), { status: 401 });
  }),
  onTheWire('a rolled key: both work during the overlap', async (merchant) => {
    const key = await restricted(merchant, { charge: 'write' });
    const path = `/v1/api_keys/${key.id}/roll`;
    const { json: rolled } = await merchant.post(path, { overlap_seconds: 3600 });
    expect(rolled.secret).not.toBe(key.secret);
    const headers = { 'idempotency-key': 'rolled' };
    const [old, fresh] = [
      await merchant.post('/v1/charges', sale, { key: key.secret, headers }),
      await merchant.post('/v1/charges', sale, { key: rolled.secret, headers }),
    ];
    expect(fresh).toMatchObject({ status: 200, text: old.text });
  }),
  onTheWire('a rolled key without overlap has expired', async (merchant) => {
    const key = await restricted(merchant, { balance: 'read' });
    await merchant.post(`/v1/api_keys/${key.id}/roll`, { overlap_seconds: 0 });
    expectRefused(await merchant.get('/v1/balance', { key: key.secret }), {
      status: 401,
      code: 'api_key_expired',
    });
  }),
  onTheWire('a key for other addresses', async (merchant) => {
    const allow = (range: string) =>
      restricted(merchant, { balance: 'read' }, { ip_allow: [range] });
    const [elsewhere, here] = [await allow('203.0.113.0/24'), await allow('127.0.0.0/8')];
    const refused = await merchant.get('/v1/balance', { key: elsewhere.secret });
    expect([401, 403]).toContain(refused.status);
    expect(await merchant.get('/v1/balance', { key: here.secret })).toMatchObject({ status: 200 });
  }),
];

const modes: Case[] = [
  viaSdk('an id of the other mode', async (merchant) => {
    const live = merchant.sdk(merchant.keys.live_secret);
    const { id } = await charge(merchant);
    await expectRefusal(live.charges.retrieve(id), {
      status: 404,
      code: 'resource_missing',
      message: /exists in test mode, but a live mode key/,
    });
    const { id: liveId } = await live.customers.create({ email: 'live@example.com' });
    await expectRefusal(merchant.stripe.customers.retrieve(liveId), {
      status: 404,
      code: 'resource_missing',
      message: /exists in live mode, but a test mode key/,
    });
  }),
  viaSdk('test tokens and methods are unknown in live mode', async (merchant) => {
    const live = merchant.sdk(merchant.keys.live_secret);
    await expectRefusal(live.charges.create(sale), { status: 400, code: 'resource_missing' });
    const { id } = await live.customers.create();
    const attach = live.paymentMethods.attach('pm_card_visa', { customer: id });
    await expectRefusal(attach, { status: 404, code: 'resource_missing' });
  }),
  onTheWire('test helpers are unknown in live mode', async (merchant) => {
    const options = { key: merchant.keys.live_secret };
    const answer = await merchant.post('/v1/test_helpers/clock/advance', { seconds: 1 }, options);
    expectRefused(answer, { status: 404 });
  }),
];

const basic = (id: string, secret: string) =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

async function client(merchant: Merchant, scopes: readonly string[] = ['charge:write']) {
  const { status, json } = await merchant.post('/v1/oauth_clients', { scopes });
  expect(status).toBe(200);
  return json as { client_id: string; client_secret: string };
}

/** RFC 6749: its own shape of errors, so not through `expectRefused`. */
const token = async (merchant: Merchant, params: object, authorization = '') =>
  merchant.post(
    '/oauth/token',
    { grant_type: 'client_credentials', ...params },
    {
      headers: { authorization },
    },
  );

const oauth: Case[] = [
  onTheWire('client_credentials gives a token that the SDK takes as its key', async (merchant) => {
    const { client_id: id, client_secret: secret } = await client(merchant);
    const answer = await token(merchant, { scope: 'charge:write' }, basic(id, secret));
    expect(answer).toMatchObject({
      status: 200,
      json: { token_type: 'bearer', expires_in: expect.any(Number), scope: 'charge:write' },
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const stripe = merchant.sdk(answer.json.access_token);
    const made = await stripe.charges.create(sale);
    expect(made.status).toBe('succeeded');
    await expectRefusal(stripe.refunds.create({ charge: made.id }), { status: 403 });
  }),
  onTheWire('the client may say who it is in the body', async (merchant) => {
    const { client_id, client_secret } = await client(merchant);
    expect(await token(merchant, { client_id, client_secret })).toMatchObject({ status: 200 });
  }),
  onTheWire('a wrong secret, a scope too many, another grant', async (merchant) => {
    const { client_id: id, client_secret: secret } = await client(merchant);
    const own = basic(id, secret);
    const answers = [
      [await token(merchant, {}, basic(id, 'wrong')), 401, 'invalid_client'],
      [await token(merchant, { scope: 'refund:write' }, own), 400, 'invalid_scope'],
      [await token(merchant, { grant_type: 'password' }, own), 400, 'unsupported_grant_type'],
      [await token(merchant, { grant_type: undefined }, own), 400, 'invalid_request'],
    ] as const;
    for (const [{ status, json }, expected, error] of answers)
      expect({ status, json }).toMatchObject({
        status: expected,
        json: { error, error_description: expect.any(String) },
      });
  }),
  onTheWire('introspection and revocation', async (merchant) => {
    const { client_id: id, client_secret: secret } = await client(merchant);
    const headers = { authorization: basic(id, secret) };
    const { json } = await token(merchant, {}, headers.authorization);
    const about = { token: json.access_token };
    const active = await merchant.post('/oauth/introspect', about, { headers });
    expect(active.json).toMatchObject({ active: true, client_id: id, scope: 'charge:write' });
    expect(await merchant.post('/oauth/revoke', about, { headers })).toMatchObject({ status: 200 });
    const gone = await merchant.post('/oauth/introspect', about, { headers });
    expect(gone.json).toEqual({ active: false });
    expectRefused(await merchant.get('/v1/charges', { key: json.access_token }), { status: 401 });
  }),
  onTheWire('a scope limits what is read as well', async (merchant) => {
    const { client_id: id, client_secret: secret } = await client(merchant, ['customer:read']);
    const { json } = await token(merchant, {}, basic(id, secret));
    const stripe = merchant.sdk(json.access_token);
    const { id: payer } = await customer(merchant);
    expect((await stripe.customers.retrieve(payer)).id).toBe(payer);
    await expectRefusal(stripe.customers.create(), { status: 403 });
    await expectRefusal(stripe.charges.list(), { status: 403 });
  }),
];

export const keysAndOauth: Area = {
  name: 'keys and OAuth',
  cases: [...permissions, ...publishable, ...lives, ...modes, ...oauth],
};

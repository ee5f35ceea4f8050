import { onTheWire, viaSdk, type Area, type Case } from '../case.js';
import { expectRefused, thrownBy, type Refusal } from '../refusals.js';
import { charge, sale } from '../resources.js';

const form = 'application/x-www-form-urlencoded';

const classes: Case[] = [
  viaSdk('a decline is a StripeCardError', async (merchant) => {
    const error = await thrownBy(charge(merchant, { source: 'tok_chargeDeclined' }));
    expect(error).toMatchObject({
      type: 'StripeCardError',
      rawType: 'card_error',
      statusCode: 402,
      code: 'card_declined',
      decline_code: 'generic_decline',
      requestId: expect.stringMatching(/^req_/),
      charge: expect.stringMatching(/^ch_/),
    });
  }),
  viaSdk('a bad parameter is a StripeInvalidRequestError', async (merchant) => {
    const error = await thrownBy(charge(merchant, { amount: 0 }));
    expect(error).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400 });
    expect(error.doc_url).toMatch(/parameter-invalid-integer$/);
  }),
  viaSdk('an unknown id is a StripeInvalidRequestError', async ({ stripe }) => {
    const error = await thrownBy(stripe.charges.retrieve('ch_nothing'));
    expect(error).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 404 });
  }),
  viaSdk('a reused key is a StripeIdempotencyError', async ({ stripe }) => {
    const options = { idempotencyKey: 'class' };
    await stripe.charges.create(sale, options);
    const error = await thrownBy(stripe.charges.create({ ...sale, amount: 2100 }, options));
    expect(error).toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 });
    expect(error.doc_url).toBeUndefined();
  }),
  viaSdk('a wrong key is a StripeAuthenticationError', async (merchant) => {
    const error = await thrownBy(merchant.sdk('sk_test_wrong').balance.retrieve());
    expect(error).toMatchObject({ type: 'StripeAuthenticationError', statusCode: 401 });
  }),
  onTheWire('null members of an error are absent', async (merchant) => {
    const { json } = await merchant.get('/v1/charges/ch_nothing');
    expect(Object.values(json.error)).not.toContain(null);
  }),
];

const keys: Case[] = [
  onTheWire('no key', async ({ deployment }) => {
    const response = await fetch(`${deployment.base}/v1/balance`);
    const answer = {
      status: response.status,
      headers: response.headers,
      text: '',
      json: await response.json(),
    };
    expectRefused(answer, {
      status: 401,
      code: null,
      message: /^You did not provide an API key/,
    });
  }),
  onTheWire('a wrong key, shown by its last four only', async (merchant) => {
    const answer = await merchant.get('/v1/balance', { key: 'sk_test_0123456789abcdefghijWXYZ' });
    expectRefused(answer, { status: 401, message: /^Invalid API Key provided: sk_test_\*+WXYZ/ });
    expect(answer.text).not.toContain('0123456789');
  }),
  onTheWire('Basic with the key as the user name', async (merchant) => {
    const authorization = `Basic ${Buffer.from(`${merchant.keys.secret}:`).toString('base64')}`;
    expect(await merchant.get('/v1/balance', { headers: { authorization } })).toMatchObject({
      status: 200,
    });
  }),
];

const edge = (
  name: string,
  request: readonly [method: string, path: string, body?: string, headers?: Record<string, string>],
  refusal: Refusal,
): Case =>
  onTheWire(name, async (merchant) => {
    const [method, path, body, headers = {}] = request;
    expectRefused(await merchant.send(method, path, body, { headers }), refusal);
  });

const valid = 'amount=2000&currency=hkd&source=tok_visa';
const nested = (depth: number) => `${valid}&metadata${'[a]'.repeat(depth)}=1`;
const post = (body: string, type = form) =>
  ['POST', '/v1/charges', body, { 'content-type': type }] as const;

const edges: Case[] = [
  edge('an unknown path', ['GET', '/v1/nothing'], {
    status: 404,
    message: /^Unrecognized request URL \(GET: \/v1\/nothing\)/,
  }),
  edge('a path outside v1', ['GET', '/v2/core/event_destinations'], { status: 404 }),
  edge('a known path with another method', ['DELETE', '/v1/charges'], { status: 405 }),
  edge('a bad percent-encoding', post('amount=%zz'), { status: 400 }),
  edge('invalid UTF-8', post('description=%ff%fe'), { status: 400 }),
  edge('a NUL', post('description=a%00b'), { status: 400 }),
  edge('unbalanced brackets', post('metadata[a=1'), { status: 400 }),
  edge('nine levels of brackets', post(nested(9)), { status: 400 }),
  edge('an unknown parameter', post(`${valid}&bogus=1`), {
    status: 400,
    code: 'parameter_unknown',
    param: 'bogus',
    message: 'Received unknown parameter: bogus',
  }),
  edge('a body of more than 1 MiB', post(`description=${'x'.repeat(1_100_000)}`), { status: 413 }),
  edge('XML', post('<a/>', 'application/xml'), { status: 415 }),
  edge('a content encoding', ['POST', '/v1/charges', valid, { 'content-encoding': 'br' }], {
    status: 415,
  }),
  edge('broken JSON', post('{"amount":', 'application/json'), { status: 400 }),
  edge('JSON that is no object', post('[1]', 'application/json'), { status: 400 }),
  edge(
    'a malformed version',
    ['GET', '/v1/balance', undefined, { 'stripe-version': 'yesterday' }],
    {
      status: 400,
      message: /^Invalid Stripe API version: yesterday/,
    },
  ),
  edge('a boolean that is none', post(`${valid}&capture=maybe`), { status: 400, param: 'capture' }),
  edge('metadata that is a scalar', post(`${valid}&metadata=x`), {
    status: 400,
    param: 'metadata',
  }),
  edge('a metadata key with a bracket', post(`${valid}&metadata[a%5Bb]=x`), { status: 400 }),
  edge('an id of 300 characters', ['GET', `/v1/charges/ch_${'x'.repeat(300)}`], { status: 400 }),
];

const headers: Case[] = [
  onTheWire('every answer has a Request-Id of its own', async (merchant) => {
    const paths = ['/v1/balance', '/v1/charges/ch_nothing', '/v1/nothing', '/v1/balance'];
    const ids = await Promise.all(
      paths.map(async (path) => (await merchant.get(path)).headers.get('request-id')),
    );
    for (const id of ids) expect(id).toMatch(/^req_[A-Za-z0-9]+$/);
    expect(new Set(ids).size).toBe(ids.length);
  }),
  ...['2026-10-28.endive', '2022-11-15', '2020-08-27'].map((version) =>
    onTheWire(`the version ${version} is echoed`, async (merchant) => {
      const answer = await merchant.get('/v1/balance', { headers: { 'stripe-version': version } });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('stripe-version')).toBe(version);
    }),
  ),
  onTheWire('without a version the account’s own is told', async (merchant) => {
    const answer = await merchant.get('/v1/balance');
    expect(answer.headers.get('stripe-version')).toMatch(/^\d{4}-\d\d-\d\d(\.[a-z]+)?$/);
  }),
  onTheWire('the SDK’s own headers are ignored, whatever they say', async (merchant) => {
    const headers = {
      'x-stripe-client-user-agent': '{"lang":',
      'x-stripe-client-telemetry': 'nonsense',
      'content-type': form,
    };
    expect(await merchant.get('/v1/balance', { headers })).toMatchObject({ status: 200 });
  }),
];

const grammar = (name: string, body: string, expected: object): Case =>
  onTheWire(`the form: ${name}`, async (merchant) => {
    const answer = await merchant.send('POST', '/v1/charges', `${valid}&${body}`);
    expect(answer).toMatchObject({ status: 200, json: expected });
  });

const grammars: Case[] = [
  grammar('+ and %20 are spaces', 'description=a+b%20c', { description: 'a b c' }),
  grammar('encoded brackets', 'metadata%5Ba%5D=1', { metadata: { a: '1' } }),
  grammar('an empty text is unset', 'description=&receipt_email=', {
    description: null,
    receipt_email: null,
  }),
  grammar('empty metadata', 'metadata=', { metadata: {} }),
  grammar(
    'names of prototypes are plain names',
    'metadata[constructor]=c&metadata[hasOwnProperty]=h',
    {
      metadata: { constructor: 'c', hasOwnProperty: 'h' },
    },
  ),
  grammar('text of any script', `description=${encodeURIComponent('陳大文 🍵')}`, {
    description: '陳大文 🍵',
  }),
  onTheWire('the form: __proto__ in metadata is kept as it is', async (merchant) => {
    const answer = await merchant.send('POST', '/v1/charges', `${valid}&metadata[__proto__]=p`);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('"metadata":{"__proto__":"p"}');
  }),
  onTheWire('the form: a charset in the content type', async (merchant) => {
    const headers = { 'content-type': `${form};charset=UTF-8` };
    const answer = await merchant.send('POST', '/v1/charges', valid, { headers });
    expect(answer.status).toBe(200);
  }),
  onTheWire('the form: lists in three spellings', async (merchant) => {
    const url = 'url=http%3A%2F%2F127.0.0.1%3A9999%2F';
    for (const list of [
      'enabled_events[]=charge.failed',
      'enabled_events[0]=charge.failed',
      'enabled_events%5B%5D=charge.failed',
    ]) {
      const answer = await merchant.send('POST', '/v1/webhook_endpoints', `${url}&${list}`);
      expect(answer).toMatchObject({ status: 200, json: { enabled_events: ['charge.failed'] } });
      await merchant.delete(`/v1/webhook_endpoints/${answer.json.id}`);
    }
  }),
];

export const errors: Area = {
  name: 'errors and transport',
  cases: [...classes, ...keys, ...edges, ...headers, ...grammars],
};

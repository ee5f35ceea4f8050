import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway?.stop());

const good = 'amount=2000&currency=HKD&source=tok_visa';
let keys = 0;
const create = (body = good, key = `spec-${++keys}`) =>
  gateway.call('POST', '/v1/charges', { body, headers: { 'idempotency-key': key } });

describe('creating a charge', () => {
  it('answers with the charge, whose request is the one that asked', async () => {
    const { status, json, headers } = await create(
      `${good}&description=Example+Charge&metadata[order_id]=6735&metadata[__proto__]=x`,
      'order-6735',
    );
    expect(status).toBe(200);
    expect(json).toMatchObject({
      object: 'charge',
      amount: 2000,
      currency: 'hkd',
      status: 'succeeded',
      captured: true,
      description: 'Example Charge',
      livemode: false,
    });
    expect(Object.entries(json.metadata)).toEqual([
      ['order_id', '6735'],
      ['__proto__', 'x'],
    ]);
    expect(gateway.payments.commands.at(-1)!.origin).toEqual({
      id: headers.get('request-id'),
      idempotencyKey: 'order-6735',
    });
  });

  it('belongs to the trace that its request came with, keyed or not', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    for (const key of [{}, { 'idempotency-key': 'traced' }]) {
      const headers = { traceparent, ...key };
      await gateway.call('POST', '/v1/charges', { body: good, headers });
      expect(gateway.payments.commands.at(-1)!.origin).toMatchObject({ traceparent });
    }
  });

  it('can leave the capture for later', async () => {
    const { json } = await create(`${good}&capture=false`);
    expect(json).toMatchObject({ captured: false, amount_captured: 0, balance_transaction: null });
  });

  it('answers a decline with 402 and the charge that failed', async () => {
    const { status, json } = await create('amount=2000&currency=hkd&source=tok_chargeDeclined');
    expect({ status, ...json.error }).toMatchObject({
      status: 402,
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'generic_decline',
    });
    const failed = await gateway.call('GET', `/v1/charges/${json.error.charge}`);
    expect(failed.json).toMatchObject({ status: 'failed', paid: false });
  });

  it.each([
    ['no source', 'amount=2000&currency=hkd', 400, 'parameter_missing'],
    ['no amount', 'currency=hkd&source=tok_visa', 400, 'parameter_missing'],
    [
      'an amount that is none',
      'amount=10.5&currency=hkd&source=tok_visa',
      400,
      'parameter_invalid_integer',
    ],
    ['too little', 'amount=100&currency=hkd&source=tok_visa', 400, 'amount_too_small'],
    ['an unknown parameter', `${good}&bogus=1`, 400, 'parameter_unknown'],
    ['an unknown token', 'amount=2000&currency=hkd&source=tok_bogus', 400, 'resource_missing'],
    ['a customer, of which there are none', `${good}&customer=cus_1`, 400, 'resource_missing'],
    ['an expansion of nothing', `${good}&expand[]=amount`, 400, undefined],
  ])('with %s is refused', async (_what, body, status, code) => {
    const sent = gateway.payments.commands.length;
    const answer = await create(body);
    expect({ status: answer.status, code: answer.json.error.code }).toEqual({ status, code });
    expect(gateway.payments.commands).toHaveLength(sent);
  });

  it('in live mode knows no test token', async () => {
    const { status, json } = await gateway.call('POST', '/v1/charges', {
      key: gateway.credentials.live_secret_key,
      body: good,
    });
    expect({ status, ...json.error }).toMatchObject({
      status: 400,
      code: 'resource_missing',
      param: 'source',
      message: expect.stringMatching(/exists in test mode, but a live mode key/) as string,
    });
  });

  it('with a publishable key is 401', async () => {
    const key = gateway.credentials.publishable_key;
    const { status, json } = await gateway.call('POST', '/v1/charges', { key, body: good });
    expect({ status, code: json.error.code }).toEqual({ status: 401, code: 'secret_key_required' });
  });
});

describe('asking for the same charge again', () => {
  it('gets the same bytes and sends no command', async () => {
    const first = await create(good, 'twice');
    await gateway.stored();
    const sent = gateway.payments.commands.length;
    const again = await create(good, 'twice');
    expect(again.text).toBe(first.text);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.headers.get('original-request')).toBe(first.headers.get('request-id'));
    expect(again.headers.get('request-id')).not.toBe(first.headers.get('request-id'));
    expect(gateway.payments.commands).toHaveLength(sent);
  });

  it('a hundred times at once makes one charge', async () => {
    const before = gateway.payments.charges.length;
    const answers = await Promise.all(Array.from({ length: 100 }, () => create(good, 'stampede')));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(gateway.payments.charges).toHaveLength(before + 1);
  });

  it('after no answer came finds the charge of the first attempt', async () => {
    gateway.payments.silent = true;
    const late = await create(good, 'late');
    gateway.payments.silent = false;
    expect(late.status).toBe(503);
    expect(late.headers.get('stripe-should-retry')).toBe('true');
    expect(late.json.error.type).toBe('api_error');
    gateway.clock.advance(20_000);
    const before = gateway.payments.charges.length;
    const again = await create(good, 'late');
    expect(again.status).toBe(200);
    expect(gateway.payments.charges).toHaveLength(before);
    expect(again.headers.get('original-request')).toBe(late.headers.get('request-id'));
  });

  it('after a refusal may mend the mistake', async () => {
    expect((await create(`${good}&bogus=1`, 'mended')).status).toBe(400);
    expect((await create(good, 'mended')).status).toBe(200);
  });

  it.each([
    ['empty', '', 400],
    ['of 255 characters', 'x'.repeat(255), 200],
    ['of 256 characters', 'x'.repeat(256), 400],
  ])('needs a key that fits: one that is %s gets %i', async (_what, key, status) =>
    expect((await create(good, key)).status).toBe(status),
  );
});

describe('capturing', () => {
  const authorized = async () => (await create(`${good}&capture=false`)).json.id as string;

  it('takes a part, and gives the rest back', async () => {
    const id = await authorized();
    const { json } = await gateway.call('POST', `/v1/charges/${id}/capture`, {
      body: 'amount=500',
    });
    expect(json).toMatchObject({ captured: true, amount_captured: 500, amount_refunded: 1500 });
  });

  it('more than authorized, or twice, is refused', async () => {
    const id = await authorized();
    const capture = (body: string) => gateway.call('POST', `/v1/charges/${id}/capture`, { body });
    expect((await capture('amount=2001')).json.error.code).toBe('amount_too_large');
    expect((await capture('')).status).toBe(200);
    expect((await capture('')).json.error.code).toBe('charge_already_captured');
  });

  it.each(['ch_unknown', 'ch_0000000000000000000000', 're_0000000000000000000000'])(
    'of %s is 404',
    async (id) => {
      const { status, json } = await gateway.call('POST', `/v1/charges/${id}/capture`, {
        body: '',
      });
      expect({ status, ...json.error }).toMatchObject({ status: 404, param: 'id' });
    },
  );
});

describe('updating', () => {
  it('changes what is named, and merges metadata', async () => {
    const { json: charge } = await create(`${good}&metadata[a]=1&metadata[b]=2`);
    const update = (body: string) => gateway.call('POST', `/v1/charges/${charge.id}`, { body });
    const { json } = await update('description=later&metadata[a]=');
    expect(json).toMatchObject({ description: 'later', metadata: { b: '2' } });
    expect((await update('metadata=')).json.metadata).toEqual({});
    expect((await update('description=')).json.description).toBeNull();
  });
});

describe('reading', () => {
  it('is by id, for its own account and mode only', async () => {
    const { json: charge } = await create();
    const read = (key?: string) => gateway.call('GET', `/v1/charges/${charge.id}`, { key });
    expect((await read()).json).toEqual(charge);
    const live = await read(gateway.credentials.live_secret_key);
    expect(live.status).toBe(404);
    expect(live.json.error.message).toMatch(/exists in test mode, but a live mode key/);
  });

  it('expands what is asked for', async () => {
    const { json: charge } = await create(
      `${good}&expand[0]=balance_transaction&expand[1]=refunds`,
    );
    expect(charge.balance_transaction).toMatchObject({
      object: 'balance_transaction',
      source: charge.id,
    });
    expect(charge.refunds).toMatchObject({ object: 'list', data: [] });
  });

  it('lists newest first, page by page, after its own writes', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.unshift((await create()).json.id as string);
    const page = await gateway.call('GET', '/v1/charges?limit=2');
    expect(page.json).toMatchObject({ object: 'list', url: '/v1/charges', has_more: true });
    expect(page.json.data.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 2));
    const next = await gateway.call('GET', `/v1/charges?limit=1&starting_after=${ids[1]}`);
    expect(next.json.data[0].id).toBe(ids[2]);
    const { after } = gateway.reporting.asked.at(-1)!.ask as { after: [number, string][] };
    expect(Math.max(...after.map(([, position]) => Number(position)))).toBeGreaterThan(0);
  });

  it.each([
    ['limit=0', undefined],
    ['limit=101', undefined],
    ['starting_after=a&ending_before=b', 'parameters_exclusive'],
    ['starting_after=ch_none', 'resource_missing'],
    ['expand[]=balance_transaction', undefined],
  ])('refuses ?%s', async (query, code) => {
    const { status, json } = await gateway.call('GET', `/v1/charges?${query}`);
    expect({ status, code: json.error.code }).toMatchObject({ status: 400, ...(code && { code }) });
  });
});

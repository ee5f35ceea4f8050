import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';
import { back, intentsOf, type Form } from '../under-test/intents-under-test.js';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway?.stop());

const { post, create, confirmed, retrieve, customer } = intentsOf(() => gateway);
const chargeOf = async (id: string) => (await gateway.call('GET', `/v1/charges/${id}`)).json;

describe('a new payment intent', () => {
  it('waits for a method, with what it was made of', async () => {
    const payer = await customer();
    const { status, json } = await create({
      customer: payer,
      description: 'tea',
      'metadata[order]': 7,
      receipt_email: 'ada@shop.example',
      'shipping[name]': 'Ada',
      'shipping[address][line1]': '1 Pier Road',
      statement_descriptor_suffix: 'TEA',
      transfer_group: 'g1',
      setup_future_usage: 'on_session',
      'payment_method_options[card][request_three_d_secure]': 'any',
    });
    expect({ status, error: json.error }).toEqual({ status: 200, error: undefined });
    expect(json).toMatchObject({
      id: expect.stringMatching(/^pi_\w{22}$/) as string,
      object: 'payment_intent',
      amount: 2000,
      capture_method: 'automatic_async',
      confirmation_method: 'automatic',
      currency: 'hkd',
      customer: payer,
      description: 'tea',
      latest_charge: null,
      livemode: false,
      metadata: { order: '7' },
      next_action: null,
      payment_method: null,
      payment_method_options: { card: { request_three_d_secure: 'any' } },
      payment_method_types: ['card'],
      receipt_email: 'ada@shop.example',
      setup_future_usage: 'on_session',
      shipping: { name: 'Ada', address: { line1: '1 Pier Road' } },
      status: 'requires_payment_method',
    });
    expect(json.client_secret).toMatch(new RegExp(`^${json.id}_secret_\\w{25}$`));
    expect((await retrieve(json.id as string)).json).toEqual(json);
  });

  it.each<[string, Form, string[]]>([
    ['cards if nothing is said', {}, ['card']],
    ['what its merchant names', { 'payment_method_types[0]': 'alipay' }, ['alipay']],
    ['all methods', { return_url: undefined }, ['card', 'alipay', 'wechat_pay', 'fps']],
    ['no FPS in dollars', { currency: 'usd' }, ['card', 'alipay', 'wechat_pay']],
    ['cards if it is captured later', { capture_method: 'manual' }, ['card']],
    [
      'no wallet that redirects',
      { 'automatic_payment_methods[allow_redirects]': 'never' },
      ['card', 'wechat_pay', 'fps'],
    ],
  ])('may be paid with %s', async (what, params, types) => {
    const automatic = /^(?:all|no|cards if it)/.test(what);
    const { json } = await create({
      ...(automatic && { 'automatic_payment_methods[enabled]': true }),
      ...params,
    });
    expect(json.payment_method_types).toEqual(types);
  });

  it.each(['payment_method_types', 'allowed_payment_method_types'])(
    'returns its %s',
    async (name) => {
      const { json } = await create({ [`${name}[0]`]: 'card', [`${name}[1]`]: 'fps' });
      expect(json).toMatchObject({
        payment_method_types: ['card', 'fps'],
        [name]: ['card', 'fps'],
      });
    },
  );

  it.each<[string, Form, number, object]>([
    ['no amount', { amount: undefined }, 400, { code: 'parameter_missing', param: 'amount' }],
    ['a zero amount', { amount: 0 }, 400, { code: 'parameter_invalid_integer', param: 'amount' }],
    ['too little', { amount: 399 }, 400, { code: 'amount_too_small', param: 'amount' }],
    ['too much', { amount: 100_000_000 }, 400, { code: 'amount_too_large', param: 'amount' }],
    ['no currency', { currency: undefined }, 400, { code: 'parameter_missing', param: 'currency' }],
    ['no such currency', { currency: 'xxx' }, 400, { param: 'currency' }],
    ['an unknown parameter', { bogus: 1 }, 400, { code: 'parameter_unknown', param: 'bogus' }],
    [
      'an unknown customer',
      { customer: 'cus_nothing' },
      400,
      { code: 'resource_missing', param: 'customer', message: "No such customer: 'cus_nothing'" },
    ],
    [
      'an unknown method',
      { payment_method: 'pm_nothing' },
      400,
      { code: 'resource_missing', param: 'payment_method' },
    ],
    [
      'a method type that is none',
      { 'payment_method_types[0]': 'gold' },
      400,
      { param: 'payment_method_types' },
    ],
    [
      'a card for an intent that takes none',
      { 'payment_method_types[0]': 'fps', payment_method: 'pm_card_visa' },
      400,
      { code: 'payment_intent_incompatible_payment_method' },
    ],
    [
      'FPS in dollars',
      { currency: 'usd', 'payment_method_types[0]': 'fps', 'payment_method_data[type]': 'fps' },
      400,
      { param: 'payment_method' },
    ],
    ['a place to return to, not confirmed', { return_url: back }, 400, { param: 'return_url' }],
    [
      'methods that redirect, and no return_url',
      { confirm: true, payment_method: 'pm_card_visa', 'automatic_payment_methods[enabled]': true },
      400,
      { code: 'parameter_missing', param: 'return_url' },
    ],
    [
      'no method to confirm with',
      { confirm: true },
      400,
      { code: 'payment_intent_unexpected_state' },
    ],
    [
      'two methods',
      { payment_method: 'pm_card_visa', 'payment_method_data[type]': 'alipay' },
      400,
      { code: 'parameters_exclusive' },
    ],
  ])('of %s is refused, and there is none', async (_what, params, status, error) => {
    const before = gateway.payments.states.length;
    const answer = await create(params);
    expect(answer).toMatchObject({ status, json: { error } });
    expect(gateway.payments.states).toHaveLength(before);
  });

  it('keeps its secret sealed in the stored answer, and replays it', async () => {
    const key = { 'idempotency-key': 'the-same' };
    const body = 'amount=2000&currency=hkd';
    const first = await gateway.call('POST', '/v1/payment_intents', { body, headers: key });
    await gateway.stored();
    const again = await gateway.call('POST', '/v1/payment_intents', { body, headers: key });
    expect(again.text).toBe(first.text);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const { rows } = await gateway.database.query<{ body: Buffer }>(
      'select body from idempotency_answers',
    );
    for (const row of rows) expect(row.body.toString('latin1')).not.toContain('_secret_');
  });
});

describe('an update', () => {
  it('changes what is to be paid, and what is said about it', async () => {
    const { json } = await create({ setup_future_usage: 'off_session', description: 'tea' });
    const path = `/v1/payment_intents/${json.id}`;
    const changed = await post(path, {
      amount: 3000,
      currency: 'usd',
      description: '',
      'metadata[a]': '1',
      setup_future_usage: '',
      payment_method: 'pm_card_mastercard',
    });
    expect(changed.json).toMatchObject({
      amount: 3000,
      currency: 'usd',
      description: null,
      metadata: { a: '1' },
      setup_future_usage: null,
      status: 'requires_confirmation',
      payment_method: expect.stringMatching(/^pm_/) as string,
    });
    expect((await retrieve(json.id as string)).json).toEqual(changed.json);
  });

  it('with another currency may leave other methods', async () => {
    const { json } = await create({ 'automatic_payment_methods[enabled]': true });
    const changed = await post(`/v1/payment_intents/${json.id}`, { currency: 'usd' });
    expect(changed.json.payment_method_types).toEqual(['card', 'alipay', 'wechat_pay']);
  });

  it.each([
    ['in the currency that it has', { amount: 399 }, 'amount_too_small'],
    ['in the one that it gets', { currency: 'thb', amount: 999 }, 'amount_too_small'],
    ['for a currency alone', { currency: 'omr' }, undefined],
  ])('to an amount is judged %s', async (_what, params, code) => {
    const { json } = await create({ amount: 400 });
    const changed = await post(`/v1/payment_intents/${json.id}`, params);
    expect(changed.json.error?.code).toBe(code);
  });

  it('of metadata and description is possible in any status', async () => {
    const paid = (await confirmed()).json;
    const said = { description: 'late', 'metadata[a]': '1' };
    const changed = await post(`/v1/payment_intents/${paid.id}`, said);
    expect(changed.json).toEqual({ ...paid, description: 'late', metadata: { a: '1' } });
  });
});

describe('a capture', () => {
  const reserved = async () => (await confirmed({ capture_method: 'manual' })).json;

  it('takes all, or a part and gives back the rest', async () => {
    const { id, latest_charge: charge } = await reserved();
    const params = { amount_to_capture: 1500, 'metadata[a]': 'b' };
    const { json } = await post(`/v1/payment_intents/${id}/capture`, params);
    expect(json).toMatchObject({
      status: 'succeeded',
      amount_capturable: 0,
      amount_received: 1500,
      metadata: { a: 'b' },
    });
    expect(await chargeOf(charge as string)).toMatchObject({
      captured: true,
      amount_captured: 1500,
    });
  });

  it.each([
    [2001, { code: 'amount_too_large' }],
    [0, { code: 'parameter_invalid_integer', param: 'amount' }],
    [-1, { param: 'amount_to_capture', message: 'Invalid non-negative integer' }],
  ])('of %s of 2000 is refused', async (amount, error) => {
    const { id } = await reserved();
    const params = { amount_to_capture: amount };
    const answer = await post(`/v1/payment_intents/${id}/capture`, params);
    expect(answer).toMatchObject({ status: 400, json: { error } });
  });
});

describe('a cancellation', () => {
  it('says why, and gives back what was reserved', async () => {
    const { json } = await confirmed({ capture_method: 'manual' });
    const canceled = await post(`/v1/payment_intents/${json.id}/cancel`, {
      cancellation_reason: 'abandoned',
    });
    expect(canceled.json).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'abandoned',
      canceled_at: expect.any(Number) as number,
    });
    expect(await chargeOf(json.latest_charge as string)).toMatchObject({ refunded: true });
  });

  it('for a reason that is none is refused', async () => {
    const { json } = await create();
    const params = { cancellation_reason: 'rain' };
    const answer = await post(`/v1/payment_intents/${json.id}/cancel`, params);
    expect(answer).toMatchObject({
      status: 400,
      json: { error: { param: 'cancellation_reason' } },
    });
  });
});

describe('an unknown payment intent', () => {
  it.each([
    ['GET', ''],
    ['POST', ''],
    ['POST', '/confirm'],
    ['POST', '/capture'],
    ['POST', '/cancel'],
  ])('%s %s is 404', async (verb, path) => {
    const nobodys = 'pi_0abcdefghijklmnopqrstu';
    for (const id of ['pi_nothing', nobodys]) {
      const answer = await gateway.call(verb, `/v1/payment_intents/${id}${path}`);
      expect(answer).toMatchObject({
        status: 404,
        json: {
          error: {
            code: 'resource_missing',
            param: 'intent',
            message: `No such payment_intent: '${id}'`,
          },
        },
      });
    }
  });

  it('of the other mode is named as such', async () => {
    const { json } = await create();
    const key = gateway.credentials.live_secret_key;
    for (const path of ['', '/capture', '/cancel']) {
      const answer = await post(`/v1/payment_intents/${json.id}${path}`, {}, key);
      expect(answer.status).toBe(404);
      expect(answer.json.error.message).toMatch(/exists in test mode/);
    }
  });
});

describe('the list of payment intents', () => {
  it('is of one customer, newest first, with what is expanded', async () => {
    const payer = await customer();
    const made = [await create({ customer: payer }), await confirmed({ customer: payer })];
    await create();
    const path = `/v1/payment_intents?customer=${payer}`;
    const { json } = await gateway.call('GET', `${path}&expand[]=data.latest_charge`);
    expect(json).toMatchObject({ object: 'list', url: '/v1/payment_intents', has_more: false });
    expect(json.data).toMatchObject([
      { id: made[1]!.json.id, latest_charge: { object: 'charge' } },
      made[0]!.json,
    ]);
    const next = await gateway.call('GET', `${path}&starting_after=${made[1]!.json.id}`);
    expect(next.json.data).toEqual([made[0]!.json]);
    const unknown = await gateway.call('GET', `${path}&starting_after=pi_nothing`);
    expect(unknown.json.error).toMatchObject({ code: 'resource_missing', param: 'starting_after' });
  });
});

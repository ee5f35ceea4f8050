import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';
import { back, intentsOf, type Form } from '../under-test/intents-under-test.js';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway?.stop());

const { post, create, confirmed, byWallet, retrieve, referenceIn } = intentsOf(() => gateway);
const helper = (id: string, name: string, params: Form) =>
  post(`/v1/test_helpers/payment_intents/${id}/${name}`, params);

describe('the helper that plays the payer', () => {
  const challenged = async (params: Form = {}) =>
    (
      await confirmed({
        payment_method: 'pm_card_authenticationRequired',
        return_url: back,
        ...params,
      })
    ).json.id as string;

  it.each<[string, Form, object]>([
    ['succeeded', {}, { status: 'succeeded', amount_received: 2000 }],
    ['succeeded', { capture_method: 'manual' }, { status: 'requires_capture' }],
    [
      'failed',
      {},
      {
        status: 'requires_payment_method',
        last_payment_error: { code: 'payment_intent_authentication_failure' },
      },
    ],
  ])('ends a challenge: %s %j', async (outcome, params, after) => {
    const id = await challenged(params);
    const answer = await helper(id, 'authenticate', { outcome });
    expect(answer).toMatchObject({ status: 200, json: after });
    expect((await retrieve(id)).json).toEqual(answer.json);
  });

  it.each<['alipay' | 'wechat_pay']>([['alipay'], ['wechat_pay']])(
    'ends the payment in %s, at once or after a while',
    async (wallet) => {
      const made = async () => (await byWallet(wallet)).json.id as string;
      const [paid, refused, held] = [await made(), await made(), await made()];
      const end = (id: string, outcome: string) => helper(id, 'complete_redirect', { outcome });
      expect((await end(paid, 'succeeded')).json.status).toBe('succeeded');
      expect((await end(refused, 'failed')).json.last_payment_error.code).toBe(
        'payment_method_provider_decline',
      );
      expect((await end(held, 'processing')).json.status).toBe('processing');
      expect((await end(held, 'succeeded')).json.status).toBe('succeeded');
    },
  );

  it.each<[string, () => Promise<string>, string, Form, object]>([
    [
      'what is paid',
      async () => (await confirmed()).json.id as string,
      'authenticate',
      { outcome: 'succeeded' },
      { code: 'payment_intent_unexpected_state' },
    ],
    [
      'what was not confirmed',
      async () => (await create()).json.id as string,
      'authenticate',
      { outcome: 'failed' },
      { code: 'payment_intent_unexpected_state' },
    ],
    [
      'a wallet like a card',
      async () => (await byWallet('alipay')).json.id as string,
      'authenticate',
      { outcome: 'succeeded' },
      { code: 'payment_intent_unexpected_state' },
    ],
    [
      'a card like a wallet',
      challenged,
      'complete_redirect',
      { outcome: 'succeeded' },
      { code: 'payment_intent_unexpected_state' },
    ],
    [
      'FPS like a wallet',
      async () => (await byWallet('fps')).json.id as string,
      'complete_redirect',
      { outcome: 'succeeded' },
      { code: 'payment_intent_unexpected_state' },
    ],
    [
      'a challenge without an outcome',
      challenged,
      'authenticate',
      {},
      { code: 'parameter_missing', param: 'outcome' },
    ],
    [
      'a challenge that takes its time',
      challenged,
      'authenticate',
      { outcome: 'processing' },
      { param: 'outcome' },
    ],
  ])('does not end %s', async (_what, made, name, params, error) => {
    expect(await helper(await made(), name, params)).toMatchObject({
      status: 400,
      json: { error },
    });
  });
});

describe('the helper that plays the payer’s bank', () => {
  const credit = (reference: string, amount: number, currency = 'hkd') =>
    post('/v1/test_helpers/fps/credit', { reference, amount, currency });

  it('pays the intent whose code it follows', async () => {
    const made = await byWallet('fps');
    const answer = await credit(referenceIn(made), 2000);
    expect(answer.json).toMatchObject({
      object: 'test_helpers.fps_credit',
      matched: true,
      cause: null,
      amount: 2000,
      payment_intent: made.json.id,
    });
    expect((await retrieve(made.json.id as string)).json.status).toBe('succeeded');
  });

  it.each([
    ['short', 1999, 'hkd'],
    ['over', 2001, 'hkd'],
    ['wrong_currency', 2000, 'cny'],
  ])('keeps what is %s in suspense', async (cause, amount, currency) => {
    const made = await byWallet('fps');
    const answer = await credit(referenceIn(made), amount, currency);
    expect(answer).toMatchObject({
      status: 200,
      json: { matched: false, cause, amount, currency },
    });
    expect((await retrieve(made.json.id as string)).json.status).toBe('requires_action');
  });

  it('keeps what comes for a code that was replaced', async () => {
    const made = await byWallet('fps');
    const data = { 'payment_method_data[type]': 'fps' };
    const again = await post(`/v1/payment_intents/${made.json.id}/confirm`, data);
    expect(referenceIn(again)).not.toBe(referenceIn(made));
    const late = await credit(referenceIn(made), 2000);
    expect(late.json).toMatchObject({ matched: false, cause: 'late' });
    expect((await credit(referenceIn(again), 2000)).json.matched).toBe(true);
  });

  it('keeps what nobody waits for in a stream of its own', async () => {
    const answer = await credit('NOBODY0001', 700);
    expect(answer.json).toMatchObject({
      matched: false,
      cause: 'unknown',
      payment_intent: null,
      reference: 'NOBODY0001',
    });
    const kept = gateway.payments.states.flatMap(({ credits }) => credits);
    expect(kept).toContainEqual(expect.objectContaining({ reference: 'NOBODY0001', amount: 700n }));
  });

  it('does not pay another account’s intent', async () => {
    const made = await byWallet('fps');
    const operator = gateway.credentials.operator_key;
    const other = await gateway.call('POST', '/v1/accounts', { key: operator, body: 'country=HK' });
    const params = { reference: referenceIn(made), amount: 2000, currency: 'hkd' };
    const key = other.json.keys.secret as string;
    const answer = await post('/v1/test_helpers/fps/credit', params, key);
    expect(answer.json).toMatchObject({ matched: false, cause: 'unknown', payment_intent: null });
    expect((await retrieve(made.json.id as string)).json.status).toBe('requires_action');
  });

  it.each<[Form, string]>([
    [{ amount: 700, currency: 'hkd' }, 'reference'],
    [{ reference: 'A', currency: 'hkd', amount: 0 }, 'amount'],
    [{ reference: 'A', amount: 700, currency: 'xxx' }, 'currency'],
  ])('refuses %j', async (params, param) => {
    const answer = await post('/v1/test_helpers/fps/credit', params);
    expect(answer).toMatchObject({ status: 400, json: { error: { param } } });
  });
});

describe('the helper that fails a refund', () => {
  const refunded = async (card: string) =>
    (
      await post('/v1/refunds', {
        payment_intent: (await confirmed({ payment_method: card })).json.id as string,
      })
    ).json.id as string;
  const fail = (id: string) => post(`/v1/test_helpers/refunds/${id}/fail`);

  it('answers with the refund as it failed', async () => {
    const id = await refunded('pm_card_pendingRefund');
    expect(await fail(id)).toMatchObject({ status: 200, json: { id, status: 'failed' } });
  });

  it('refuses what is no refund', async () => {
    expect(await fail('re_nothing')).toMatchObject({
      status: 404,
      json: { error: { code: 'resource_missing' } },
    });
  });
});

describe('in live mode', () => {
  it.each([
    '/payment_intents/pi_1/authenticate',
    '/payment_intents/pi_1/complete_redirect',
    '/setup_intents/seti_1/authenticate',
    '/fps/credit',
    '/refunds/re_1/fail',
    '/clock/advance',
    '/test_clocks',
    '/test_clocks/clock_1/advance',
    '/acquirer',
  ])('there is no %s', async (path) => {
    const live = gateway.credentials.live_secret_key;
    const answer = await post(`/v1/test_helpers${path}`, { outcome: 'succeeded' }, live);
    expect(answer.status).toBe(404);
    expect(answer.json.error.message).toMatch(/^Unrecognized request URL/);
  });
});

// A payer's browser: a publishable key, and the client secret of one intent.
import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';
import { formOf, intentsOf, type Form } from '../under-test/intents-under-test.js';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway?.stop());

const { post, create, customer } = intentsOf(() => gateway);
const merchantsOwn = ['metadata', 'customer', 'transfer_data', 'on_behalf_of'];
const asBrowser = (method: 'GET' | 'POST', path: string, params: Form) => {
  const key = gateway.credentials.publishable_key;
  return method === 'GET'
    ? gateway.call('GET', `${path}?${formOf(params)}`, { key })
    : gateway.call('POST', path, { key, body: formOf(params) });
};
const ofCustomer = async () =>
  (await create({ customer: await customer(), 'metadata[cost]': 5 })).json;

describe('a browser with the client secret', () => {
  it('sees the intent without what is the merchant’s own', async () => {
    const { id, client_secret } = await ofCustomer();
    const answer = await asBrowser('GET', `/v1/payment_intents/${id}`, { client_secret });
    expect(answer).toMatchObject({ status: 200, json: { id, amount: 2000, client_secret } });
    for (const field of merchantsOwn) expect(answer.json).not.toHaveProperty(field);
  });

  it('confirms it', async () => {
    const { id, client_secret } = await ofCustomer();
    const answer = await asBrowser('POST', `/v1/payment_intents/${id}/confirm`, {
      client_secret: client_secret,
      'payment_method_data[type]': 'card',
      'payment_method_data[card][number]': '4242424242424242',
      'payment_method_data[card][exp_month]': 5,
      'payment_method_data[card][exp_year]': 2034,
      'payment_method_data[card][cvc]': 314,
    });
    expect(answer).toMatchObject({ status: 200, json: { status: 'succeeded' } });
    for (const field of merchantsOwn) expect(answer.json).not.toHaveProperty(field);
  });

  it('is told of a decline, and nothing of the merchant’s with it', async () => {
    const { id, client_secret } = await ofCustomer();
    const params = { client_secret, payment_method: 'pm_card_chargeDeclined' };
    const answer = await asBrowser('POST', `/v1/payment_intents/${id}/confirm`, params);
    expect(answer).toMatchObject({ status: 402, json: { error: { code: 'card_declined' } } });
    for (const shown of [answer.json.error.payment_intent, answer.json.error.payment_method])
      for (const field of merchantsOwn) expect(shown).not.toHaveProperty(field);
  });

  it.each(['capture_method', 'off_session', 'payment_method_types[0]'])(
    'does not decide about %s',
    async (param) => {
      const { id, client_secret } = await ofCustomer();
      const values = { capture_method: 'manual', off_session: true };
      const value = values[param as keyof typeof values] ?? 'card';
      const confirm = `/v1/payment_intents/${id}/confirm`;
      const refused = await asBrowser('POST', confirm, { client_secret, [param]: value });
      expect(refused).toMatchObject({
        status: 400,
        json: { error: { type: 'invalid_request_error' } },
      });
      expect(refused.json.error.param).toBe(param.replace('[0]', ''));
    },
  );

  it('does the same with a setup intent', async () => {
    const { id, client_secret } = (await post('/v1/setup_intents', { 'metadata[a]': 1 })).json;
    const shown = await asBrowser('GET', `/v1/setup_intents/${id}`, { client_secret });
    expect(shown.json).toMatchObject({ id, status: 'requires_payment_method' });
    expect(shown.json).not.toHaveProperty('metadata');
    const params = { client_secret, payment_method: 'pm_card_visa' };
    const confirmed = await asBrowser('POST', `/v1/setup_intents/${id}/confirm`, params);
    expect(confirmed.json).toMatchObject({ status: 'succeeded' });
  });
});

describe('a browser without it', () => {
  it.each(['payment_intents', 'setup_intents'])(
    'is not told whether one of %s exists',
    async (kind) => {
      const params: Form = kind === 'payment_intents' ? { amount: 2000, currency: 'hkd' } : {};
      const [one, other] = [await post(`/v1/${kind}`, params), await post(`/v1/${kind}`, params)];
      const { id } = one.json;
      const nobodys = (id as string).slice(0, -3) + 'zzz';
      for (const [method, path] of [
        ['GET', ''],
        ['POST', '/confirm'],
      ] as const) {
        const ask = (of: string, secret?: string) =>
          asBrowser(method, `/v1/${kind}/${of}${path}`, { client_secret: secret });
        expect(await ask(id as string)).toMatchObject({
          status: 400,
          json: { error: { code: 'parameter_missing', param: 'client_secret' } },
        });
        const wrong = await ask(id as string, other.json.client_secret as string);
        expect(wrong).toMatchObject({ status: 400, json: { error: { param: 'client_secret' } } });
        const of = await ask(nobodys, `${nobodys}_secret_guess`);
        expect(of.json).toEqual(wrong.json);
      }
    },
  );

  it.each([
    ['POST', '/v1/payment_intents'],
    ['GET', '/v1/payment_intents'],
    ['POST', '/v1/payment_intents/pi_1'],
    ['POST', '/v1/payment_intents/pi_1/capture'],
    ['POST', '/v1/payment_intents/pi_1/cancel'],
    ['POST', '/v1/setup_intents'],
    ['POST', '/v1/setup_intents/seti_1/cancel'],
  ] as const)('may not %s %s at all', async (method, path) => {
    const answer = await asBrowser(method, path, {});
    expect(answer).toMatchObject({ status: 401, json: { error: { code: 'secret_key_required' } } });
  });
});

it('a secret key with the wrong client secret is refused as well', async () => {
  const { id } = (await create()).json;
  const answer = await gateway.call(
    'GET',
    `/v1/payment_intents/${id}?client_secret=${id}_secret_no`,
  );
  expect(answer.status).toBe(400);
});

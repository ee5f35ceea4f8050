import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway?.stop());

const number = '4242424242424242';
const card = (changes: Record<string, string> = {}) =>
  Object.entries({ number, exp_month: '5', exp_year: '2031', cvc: '314', ...changes })
    .map(([name, value]) => `card[${name}]=${value}`)
    .join('&');
const tokenize = (body = card(), key = gateway.credentials.publishable_key) =>
  gateway.call('POST', '/v1/tokens', { body, key });
const charge = (source: string, headers: Record<string, string> = {}) =>
  gateway.call('POST', '/v1/charges', {
    body: `amount=2000&currency=hkd&source=${source}`,
    headers,
  });

describe('a token', () => {
  it('is made of a test card with the publishable key, and charged once', async () => {
    const { status, json } = await tokenize();
    expect(status).toBe(200);
    expect(json).toMatchObject({
      object: 'token',
      type: 'card',
      used: false,
      card: { brand: 'Visa', last4: '4242', exp_month: 5, exp_year: 2031 },
    });
    const paid = await charge(json.id);
    expect(paid.json).toMatchObject({ status: 'succeeded', source: { id: json.card.id } });
    const again = await charge(json.id);
    expect(again.json.error).toMatchObject({ code: 'token_already_used', param: 'source' });
    expect((await gateway.call('GET', `/v1/tokens/${json.id}`)).json).toMatchObject({ used: true });
  });

  it('may be sent again with the charge that spent it', async () => {
    const { json } = await tokenize();
    const key = { 'idempotency-key': 'spends-a-token' };
    gateway.payments.silent = true;
    expect((await charge(json.id, key)).status).toBe(503);
    gateway.payments.silent = false;
    expect((await charge(json.id, key)).status).toBe(200);
  });

  it('leaves no card number behind', async () => {
    await tokenize();
    await gateway.stored();
    for (const table of ['tokens', 'idempotency_keys']) {
      const { rows } = await gateway.database.query(`select * from ${table}`);
      expect(JSON.stringify(rows)).not.toContain(number);
    }
    expect(gateway.lines.join('')).not.toContain(number);
  });

  it.each([
    ['a wrong check digit', { number: '4242424242424241' }, 402, 'incorrect_number'],
    ['a card that is no test card', { number: '4012888888881881' }, 402, 'card_declined'],
    ['a month that is none', { exp_month: '13' }, 402, 'invalid_expiry_month'],
    ['a year gone by', { exp_year: '2019' }, 402, 'invalid_expiry_year'],
    ['a code of two digits', { cvc: '12' }, 402, 'invalid_cvc'],
    ['a field that is none', { colour: 'red' }, 400, 'parameter_unknown'],
  ])('of %s is refused', async (_what, changes, status, code) => {
    const answer = await tokenize(card(changes as Record<string, string>));
    expect({ status: answer.status, code: answer.json.error.code }).toEqual({ status, code });
    expect(answer.text).not.toContain('4012888888881881');
  });

  it('is refused in live mode, where no card can be charged yet', async () => {
    const { status, json } = await tokenize(card(), gateway.credentials.live_publishable_key);
    expect({ status, ...json.error }).toMatchObject({
      status: 402,
      decline_code: 'live_mode_test_card',
    });
  });

  it('by its well-known name is always there in test mode', async () => {
    const read = (key?: string) => gateway.call('GET', '/v1/tokens/tok_visa', { key });
    expect((await read()).json).toMatchObject({ id: 'tok_visa', used: false });
    expect((await read(gateway.credentials.live_secret_key)).status).toBe(404);
  });
});

import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway?.stop());

const number = '4242424242424242';
const realNumber = '4539578763621486';
const cvc = '731';
const card = (changes: Record<string, string> = {}) =>
  Object.entries({ number, exp_month: '5', exp_year: '2031', cvc, ...changes })
    .map(([name, value]) => `card[${name}]=${value}`)
    .join('&');
const tokenize = (body = card(), key = gateway.credentials.publishable_key) =>
  gateway.call('POST', '/v1/tokens', { body, key });
const charge = (source: string, headers: Record<string, string> = {}) =>
  gateway.call('POST', '/v1/charges', {
    body: `amount=2000&currency=hkd&source=${source}`,
    headers,
  });
const read = (id: string, key?: string) => gateway.call('GET', `/v1/tokens/${id}`, { key });

describe('a token', () => {
  it('is made of a card with the publishable key, and charged once', async () => {
    const { status, json } = await tokenize();
    expect(status).toBe(200);
    expect(json).toMatchObject({
      object: 'token',
      type: 'card',
      used: false,
      card: { brand: 'Visa', last4: '4242', exp_month: 5, exp_year: 2031, cvc_check: 'unchecked' },
    });
    const paid = await charge(json.id);
    expect(paid.json).toMatchObject({ status: 'succeeded', source: { id: json.card.id } });
    const again = await charge(json.id);
    expect(again.json.error).toMatchObject({ code: 'token_already_used', param: 'source' });
    expect((await read(json.id)).json).toMatchObject({ used: true });
  });

  it('is the same one when its request is repeated', async () => {
    const repeat = () =>
      gateway.call('POST', '/v1/tokens', {
        body: card(),
        headers: { 'idempotency-key': 'makes-a-token' },
      });
    expect((await repeat()).text).toBe((await repeat()).text);
  });

  it('may be sent again with the charge that spent it', async () => {
    const { json } = await tokenize();
    const key = { 'idempotency-key': 'spends-a-token' };
    gateway.payments.silent = true;
    expect((await charge(json.id, key)).status).toBe(503);
    gateway.payments.silent = false;
    expect((await charge(json.id, key)).status).toBe(200);
  });

  it('shows the address that came with its card', async () => {
    const { json } = await tokenize(
      card({ name: 'Jo', address_line1: 'Street', address_zip: '1' }),
    );
    expect(json.card).toMatchObject({
      name: 'Jo',
      address_line1: 'Street',
      address_line1_check: 'unchecked',
      address_zip: '1',
      address_city: null,
    });
  });

  it('leaves no card number behind, and no security code anywhere', async () => {
    await tokenize(card({ number: realNumber }));
    await tokenize(card({ number: `${realNumber}1` }));
    await gateway.stored();
    const { rows } = await gateway.database.query(
      'select k::text as key, convert_from(a.body, $1) as body from idempotency_keys k left join idempotency_answers a using (id)',
      ['utf8'],
    );
    const left = JSON.stringify(rows) + gateway.lines.join('') + gateway.vault.asked.join('');
    expect(left).toContain('tok_');
    expect(left).not.toContain(realNumber);
    expect(gateway.vault.asked.join('')).not.toContain(`"${cvc}"`);
    expect(gateway.vault.asked.at(-1)).toContain('"cvcGiven":true');
  });

  it.each([
    ['a wrong check digit', { number: '4242424242424241' }, 402, 'incorrect_number'],
    ['something that is no number', { number: 'four' }, 402, 'invalid_number'],
    ['a month that is none', { exp_month: '13' }, 402, 'invalid_expiry_month'],
    ['a year gone by', { exp_year: '2019' }, 402, 'invalid_expiry_year'],
    ['a code of two digits', { cvc: '12' }, 402, 'invalid_cvc'],
    ['an amex with a code of three', { number: '378282246310005' }, 402, 'invalid_cvc'],
    ['a field that is none', { colour: 'red' }, 400, 'parameter_unknown'],
  ])('of %s is refused', async (_what, changes, status, code) => {
    const answer = await tokenize(card(changes as Record<string, string>));
    expect({ status: answer.status, code: answer.json.error.code }).toEqual({ status, code });
    expect(answer.text).not.toContain(number);
  });

  it('is made of any card that can be one: who may be charged is the acquirer’s business', async () => {
    const { status, json } = await tokenize(card({ number: realNumber }));
    expect(status).toBe(200);
    expect(json.card).toMatchObject({ brand: 'Visa', last4: '1486', funding: 'unknown' });
  });

  it('is refused to a test card in live mode', async () => {
    const { status, json } = await tokenize(card(), gateway.credentials.live_publishable_key);
    expect({ status, ...json.error }).toMatchObject({
      status: 402,
      code: 'card_declined',
      decline_code: 'live_mode_test_card',
    });
    const other = card({ number: realNumber });
    const live = await tokenize(other, gateway.credentials.live_publishable_key);
    expect(live.json).toMatchObject({ livemode: true });
  });

  it('of the other mode is not known in this one', async () => {
    const { json } = await tokenize(
      card({ number: realNumber }),
      gateway.credentials.live_publishable_key,
    );
    const { status, json: refusal } = await charge(json.id);
    expect({ status, ...refusal.error }).toMatchObject({
      status: 400,
      code: 'resource_missing',
      param: 'source',
      message: expect.stringContaining('exists in live mode'),
    });
    expect((await read(json.id)).status).toBe(404);
  });

  it.each([
    ['pii[id_number]=000000000', 'pii'],
    ['cvc_update[cvc]=123', 'cvc_update'],
  ])('of %s stands for nothing that can be charged', async (body, type) => {
    const { json } = await tokenize(body);
    expect(json).toMatchObject({ object: 'token', type, used: false });
    expect(json).not.toHaveProperty('card');
    expect((await charge(json.id)).json.error).toMatchObject({ code: 'resource_missing' });
  });

  it('of a bank account is not made here', async () => {
    const { status, json } = await tokenize('bank_account[country]=HK');
    expect({ status, param: json.error.param }).toEqual({ status: 400, param: 'bank_account' });
  });

  it('of a stored card is not for browsers', async () =>
    expect((await tokenize('card=card_1&customer=cus_1')).status).toBe(401));

  it('by its well-known name is always there in test mode', async () => {
    expect((await read('tok_visa')).json).toMatchObject({ id: 'tok_visa', used: false });
    expect((await read('tok_visa', gateway.credentials.live_secret_key)).status).toBe(404);
  });
});

import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway?.stop());

const post = (path: string, body = '', key?: string) =>
  gateway.call('POST', `/v1/${path}`, { body, key });
const get = (path: string, key?: string) => gateway.call('GET', `/v1/${path}`, { key });
const fields = 'card[number]=4242424242424242&card[exp_month]=5&card[exp_year]=2031&card[cvc]=123';
const create = (body = `type=card&${fields}`, key?: string) => post('payment_methods', body, key);
const made = async (body?: string) => (await create(body)).json.id as string;
const customer = async (body = '') => (await post('customers', body)).json.id as string;
const attach = (id: string, to: string) => post(`payment_methods/${id}/attach`, `customer=${to}`);
const detach = (id: string) => post(`payment_methods/${id}/detach`);
const sent = () => gateway.payments.commands.length;

describe('creating a payment method', () => {
  it('of a card answers with every field, nulls in place', async () => {
    const billing = 'billing_details[name]=Jo&billing_details[address][country]=HK';
    const { status, json } = await create(`type=card&${fields}&${billing}&metadata[a]=1`);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      object: 'payment_method',
      billing_details: {
        address: { country: 'HK', line1: null },
        email: null,
        name: 'Jo',
        phone: null,
        tax_id: null,
      },
      card: { brand: 'visa', last4: '4242', exp_month: 5, exp_year: 2031, wallet: null },
      customer: null,
      livemode: false,
      metadata: { a: '1' },
      type: 'card',
    });
    expect(json.id).toMatch(/^pm_\w{22}$/);
    expect((await get(`payment_methods/${json.id}`)).json).toEqual(json);
  });

  it('of a token keeps who pays', async () => {
    const card = `${fields}&card[name]=Jo&card[address_zip]=1`;
    const token = (await post('tokens', card, gateway.credentials.publishable_key)).json.id;
    const body = `type=card&card[token]=${token}&billing_details[email]=jo@example.com`;
    const { json } = await create(body);
    expect(json.billing_details).toMatchObject({
      name: 'Jo',
      email: 'jo@example.com',
      address: { postal_code: '1' },
    });
    expect(await create(body)).toMatchObject({
      status: 400,
      json: { error: { code: 'token_already_used', param: 'card[token]' } },
    });
  });

  it.each(['alipay', 'wechat_pay', 'fps'])('of %s needs nothing more', async (type) =>
    expect((await create(`type=${type}`)).json).toMatchObject({ type, [type]: {} }),
  );

  it('is for browsers too, which do not see what is the merchant’s own', async () => {
    const { status, json } = await create(undefined, gateway.credentials.publishable_key);
    expect(status).toBe(200);
    expect(json).toMatchObject({ object: 'payment_method', card: { last4: '4242' } });
    expect(json).not.toHaveProperty('customer');
    expect(json).not.toHaveProperty('metadata');
    const read = await get(`payment_methods/${json.id}`, gateway.credentials.publishable_key);
    expect(read.status).toBe(401);
  });

  it.each([
    ['no type', fields, 400, 'type'],
    ['a type that is none', 'type=cash', 400, 'type'],
    ['no card', 'type=card', 400, 'card'],
    ['a wrong number', `type=card&${fields.replace('4242&', '4241&')}`, 402, 'number'],
    ['a card that has expired', `type=card&${fields.replace('2031', '2001')}`, 402, 'exp_year'],
    ['an unknown token', 'type=card&card[token]=tok_bogus', 400, 'card[token]'],
    ['a customer', `type=card&${fields}&customer=cus_1`, 400, 'customer'],
    ['an unknown parameter', `type=card&${fields}&bogus=1`, 400, 'bogus'],
  ])('with %s is refused and makes nothing', async (_what, body, status, param) => {
    const before = sent();
    expect(await create(body)).toMatchObject({ status, json: { error: { param } } });
    expect(sent()).toBe(before);
  });

  it('in live mode knows no test card', async () => {
    const live = gateway.credentials.live_secret_key;
    expect(await create('type=card&card[token]=tok_visa', live)).toMatchObject({
      status: 400,
      json: { error: { param: 'card[token]' } },
    });
    expect((await create(undefined, live)).json.error.decline_code).toBe('live_mode_test_card');
    const read = await get('payment_methods/pm_card_visa', live);
    expect({ status: read.status, message: read.json.error.message }).toEqual({
      status: 404,
      message: expect.stringMatching(/'pm_card_visa'; .* exists in test mode/) as string,
    });
  });

  it('leaves no number behind', async () => {
    await create(`type=card&${fields.replace('4242424242424242', '4539578763621486')}`);
    const seen = JSON.stringify(gateway.payments.states, (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    expect(seen + gateway.lines.join()).not.toContain('4539578763621486');
  });
});

describe('attaching', () => {
  it('gives the method to the customer, once', async () => {
    const [id, to] = [await made(), await customer()];
    expect((await attach(id, to)).json).toMatchObject({ id, customer: to });
    expect((await attach(id, to)).status).toBe(200);
    const list = await get(`payment_methods?customer=${to}&type=card&expand[]=data.customer`);
    expect(list.json).toMatchObject({
      url: '/v1/payment_methods',
      data: [{ id, customer: { id: to } }],
    });
    expect(await attach(id, await customer())).toMatchObject({
      status: 400,
      json: {
        error: {
          code: 'payment_method_unexpected_state',
          message: expect.stringContaining('already been attached') as string,
        },
      },
    });
  });

  it('of a test method makes a fresh one each time', async () => {
    const to = await customer();
    const [first, second] = [await attach('pm_card_visa', to), await attach('pm_card_visa', to)];
    expect(first.json.id).toMatch(/^pm_\w{22}$/);
    expect(second.json.id).not.toBe(first.json.id);
    expect((await get('payment_methods/pm_card_visa')).json.card.last4).toBe('4242');
  });

  it('declines a card that its issuer declines, and keeps nothing', async () => {
    const [to, before] = [await customer(), sent()];
    expect(await attach('pm_card_chargeDeclinedIncorrectCvc', to)).toMatchObject({
      status: 402,
      json: { error: { type: 'card_error', code: 'incorrect_cvc', param: 'cvc' } },
    });
    expect(sent()).toBe(before);
    const numbered = await made(
      `type=card&${fields.replace('4242424242424242', '4000000000000002')}`,
    );
    expect((await attach(numbered, to)).json.error.decline_code).toBe('generic_decline');
    expect((await get(`payment_methods/${numbered}`)).json.customer).toBeNull();
  });

  it('verifies a card once, not when it is the customer’s already', async () => {
    const [id, to] = [await made(), await customer()];
    await attach(id, to);
    const before = gateway.payments.verified.length;
    await attach(id, to);
    expect(gateway.payments.verified).toHaveLength(before);
  });

  it.each([
    ['an unknown method', 'pm_none', '', 404, 'payment_method'],
    ['to nobody', 'pm_card_visa', 'cus_none', 400, 'customer'],
  ])('%s is refused', async (_what, id, to, status, param) =>
    expect(await attach(id, to || (await customer()))).toMatchObject({
      status,
      json: { error: { code: 'resource_missing', param } },
    }),
  );

  it('a wallet is refused: it pays once', async () =>
    expect(await attach(await made('type=alipay'), await customer())).toMatchObject({
      status: 400,
      json: { error: { code: 'payment_method_unsupported_type' } },
    }));
});

describe('detaching', () => {
  it('takes the method away for good', async () => {
    const [id, to] = [await made(), await customer()];
    await attach(id, to);
    expect((await detach(id)).json).toMatchObject({ id, customer: null });
    expect((await get(`customers/${to}/payment_methods`)).json.data).toEqual([]);
    expect((await detach(id)).json.error).toMatchObject({
      code: 'payment_method_unexpected_state',
    });
    expect((await attach(id, to)).json.error).toMatchObject({
      message: expect.stringContaining('was detached') as string,
    });
  });

  it('leaves no default behind', async () => {
    const to = await customer('payment_method=pm_card_visa');
    const id = (await get(`customers/${to}/payment_methods`)).json.data[0].id as string;
    await post(`customers/${to}`, `invoice_settings[default_payment_method]=${id}`);
    await detach(id);
    const settings = (await get(`customers/${to}`)).json.invoice_settings;
    expect(settings.default_payment_method).toBeNull();
  });

  it('of a source removes it from its customer', async () => {
    const to = await customer('source=tok_visa');
    const id = (await get(`customers/${to}`)).json.default_source as string;
    expect((await detach(id)).json).toMatchObject({ id, object: 'payment_method', customer: null });
    expect((await get(`customers/${to}`)).json.default_source).toBeNull();
    expect((await detach(id)).status).toBe(404);
  });
});

describe('a payment method', () => {
  it('changes where it is told to', async () => {
    const id = await made();
    const body = 'billing_details[name]=Jo&card[exp_year]=40&metadata[a]=1';
    expect((await post(`payment_methods/${id}`, body)).json).toMatchObject({
      billing_details: { name: 'Jo' },
      card: { exp_month: 5, exp_year: 2040, last4: '4242' },
      metadata: { a: '1' },
    });
    const cleared = await post(`payment_methods/${id}`, 'billing_details[name]=&metadata=');
    expect(cleared.json).toMatchObject({ billing_details: { name: null }, metadata: {} });
    const expired = await post(`payment_methods/${id}`, 'card[exp_year]=2001');
    expect(expired.json.error.code).toBe('invalid_expiry_year');
  });

  it('that is a source changes with its customer', async () => {
    const to = await customer('source=tok_visa');
    const id = (await get(`customers/${to}`)).json.default_source as string;
    expect((await post(`payment_methods/${id}`, 'card[exp_year]=40')).status).toBe(200);
    expect((await get(`customers/${to}/sources/${id}`)).json.exp_year).toBe(2040);
  });

  it('is read below its own customer only', async () => {
    const [to, other] = [await customer(), await customer()];
    const id = (await attach('pm_card_visa', to)).json.id as string;
    expect((await get(`customers/${to}/payment_methods/${id}`)).json.id).toBe(id);
    expect((await get(`customers/${other}/payment_methods/${id}`)).status).toBe(404);
  });

  it('is of one mode only', async () => {
    const read = await get(`payment_methods/${await made()}`, gateway.credentials.live_secret_key);
    expect({ status: read.status, message: read.json.error.message }).toEqual({
      status: 404,
      message: expect.stringMatching(/exists in test mode, but a live mode key/) as string,
    });
  });

  it('is listed for a customer only', async () => {
    expect((await get('payment_methods')).json.error).toMatchObject({ param: 'customer' });
    expect((await get('payment_methods?customer=cus_none')).json.error).toMatchObject({
      code: 'resource_missing',
      param: 'customer',
    });
    expect((await get('customers/cus_none/payment_methods')).status).toBe(404);
  });
});

import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway?.stop());

const post = (path: string, body: string, key?: string) =>
  gateway.call('POST', path, { body, key });
const create = (body = 'email=jo@example.com') => post('/v1/customers', body);
const read = (id: string, query = '', key?: string) =>
  gateway.call('GET', `/v1/customers/${id}${query}`, { key });
const made = async (body?: string) => (await create(body)).json.id as string;
const sent = () => gateway.payments.commands.length;

describe('creating a customer', () => {
  it('answers with every field, nulls in place', async () => {
    const body = [
      'email=jo@example.com&name=Jo&phone=%2B85212345678&description=A+friend',
      'address[line1]=1+Queens+Road&address[country]=HK&metadata[tier]=gold',
      'shipping[name]=Jo&shipping[address][line1]=Elsewhere&preferred_locales[]=zh-HK',
    ].join('&');
    const { status, json } = await create(body);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      object: 'customer',
      address: { line1: '1 Queens Road', country: 'HK', city: null },
      balance: 0,
      default_source: null,
      delinquent: false,
      discount: null,
      invoice_prefix: expect.stringMatching(/^[A-Z0-9]{8}$/) as string,
      invoice_settings: { custom_fields: null, default_payment_method: null },
      livemode: false,
      metadata: { tier: 'gold' },
      phone: '+85212345678',
      preferred_locales: ['zh-HK'],
      shipping: { name: 'Jo', phone: null, address: { line1: 'Elsewhere' } },
      tax_exempt: 'none',
    });
    expect(json).not.toHaveProperty('sources');
    expect((await read(json.id)).json).toEqual(json);
  });

  it('with a card makes it the default source', async () => {
    const { json } = await create('source=tok_visa&expand[]=sources&expand[]=default_source');
    expect(json.default_source).toMatchObject({ object: 'card', last4: '4242', customer: json.id });
    expect(json.default_source.id).toMatch(new RegExp(`^card_${json.id.slice(4)}`));
    expect(json.sources).toMatchObject({
      object: 'list',
      has_more: false,
      url: `/v1/customers/${json.id}/sources`,
      data: [{ id: json.default_source.id }],
    });
  });

  it('takes a card by its number', async () => {
    const card = 'source[object]=card&source[number]=5555555555554444&source[exp_month]=5';
    const { json } = await create(`${card}&source[exp_year]=31&source[name]=Jo&expand[]=sources`);
    expect(json.sources.data[0]).toMatchObject({ brand: 'MasterCard', exp_year: 2031, name: 'Jo' });
  });

  it('takes the token of a browser once', async () => {
    const card = 'card[number]=4242424242424242&card[exp_month]=5&card[exp_year]=2031';
    const key = gateway.credentials.publishable_key;
    const token = (await post('/v1/tokens', card, key)).json.id as string;
    expect((await create(`source=${token}`)).status).toBe(200);
    const again = await create(`source=${token}`);
    expect(again).toMatchObject({ status: 400, json: { error: { code: 'token_already_used' } } });
  });

  it.each([
    ['tok_chargeDeclined', 'card_declined', 'generic_decline', undefined],
    ['tok_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds', undefined],
    ['tok_chargeDeclinedIncorrectCvc', 'incorrect_cvc', 'incorrect_cvc', 'cvc'],
  ])('with %s is refused and makes nothing', async (source, code, declineCode, param) => {
    const before = sent();
    const { status, json } = await create(`source=${source}`);
    expect({ status, ...json.error }).toMatchObject({
      status: 402,
      type: 'card_error',
      code,
      decline_code: declineCode,
      ...(param && { param }),
    });
    expect(sent()).toBe(before);
  });

  it('takes a card that only declines once it is charged', async () =>
    expect((await create('source=tok_chargeCustomerFail')).status).toBe(200));

  it('asks for another attempt while nobody knows whether the card is good', async () => {
    gateway.payments.unsure = true;
    const answer = await create('source=tok_visa');
    gateway.payments.unsure = false;
    expect(answer.status).toBe(503);
    expect(answer.headers.get('stripe-should-retry')).toBe('true');
  });

  it('attaches a method, which may be the default for invoices', async () => {
    const both =
      'payment_method=pm_card_visa&invoice_settings[default_payment_method]=pm_card_visa';
    const { json } = await create(both);
    const method = json.invoice_settings.default_payment_method as string;
    expect(method).toMatch(/^pm_\w{22}$/);
    const attached = await gateway.call('GET', `/v1/payment_methods/${method}`);
    expect(attached.json).toMatchObject({ customer: json.id, card: { last4: '4242' } });
    expect(json.default_source).toBeNull();
  });

  it.each([
    ['an unknown token', 'source=tok_bogus', 'source', 'resource_missing'],
    ['an unknown method', 'payment_method=pm_bogus', 'payment_method', 'resource_missing'],
    [
      'a default method that is not attached',
      'invoice_settings[default_payment_method]=pm_card_visa',
      'invoice_settings[default_payment_method]',
      'resource_missing',
    ],
    ['no email address', 'email=jo', 'email', 'email_invalid'],
    ['an unknown parameter', 'bogus=1', 'bogus', 'parameter_unknown'],
    ['an invoice prefix in lower case', 'invoice_prefix=abc', 'invoice_prefix', undefined],
    ['half a shipping address', 'shipping[name]=Jo', 'shipping[address]', 'parameter_missing'],
  ])('with %s is 400 and makes nothing', async (_what, body, param, code) => {
    const before = sent();
    const { status, json } = await create(body);
    expect({ status, param: json.error.param, code: json.error.code }).toEqual({
      status: 400,
      param,
      code,
    });
    expect(sent()).toBe(before);
  });

  it('accepts what it does not act on', async () =>
    expect((await create('tax[validate_location]=auto&test_clock=clock_1')).status).toBe(200));

  it('answers a repeated request with the same bytes', async () => {
    const repeat = () =>
      gateway.call('POST', '/v1/customers', {
        body: 'source=tok_visa',
        headers: { 'idempotency-key': 'one-customer' },
      });
    expect((await repeat()).text).toBe((await repeat()).text);
  });
});

describe('updating a customer', () => {
  it('changes what is named, clears what is empty, and merges metadata', async () => {
    const id = await made('email=jo@example.com&address[line1]=x&metadata[a]=1&metadata[b]=2');
    const body = 'name=Jo&email=&address=&metadata[a]=&metadata[c]=3';
    expect((await post(`/v1/customers/${id}`, body)).json).toMatchObject({
      name: 'Jo',
      email: null,
      address: null,
      metadata: { b: '2', c: '3' },
    });
  });

  it('puts a new card in the place of the default one', async () => {
    const id = await made('source=tok_visa');
    const body = 'source=tok_mastercard&expand[]=sources';
    const { json } = await post(`/v1/customers/${id}`, body);
    expect(json.sources.data).toMatchObject([{ id: json.default_source, brand: 'MasterCard' }]);
  });

  it('declines a bad card and changes nothing', async () => {
    const id = await made('source=tok_visa');
    const before = (await read(id)).json;
    const { status } = await post(`/v1/customers/${id}`, 'name=Jo&source=tok_chargeDeclined');
    expect(status).toBe(402);
    expect((await read(id)).json).toEqual(before);
  });

  it('chooses another default among its own cards only', async () => {
    const id = await made('source=tok_visa');
    const other = await made('source=tok_visa&expand[]=sources');
    const second = (await post(`/v1/customers/${id}/sources`, 'source=tok_amex')).json.id as string;
    const choose = (source: string) => post(`/v1/customers/${id}`, `default_source=${source}`);
    expect((await choose(second)).json.default_source).toBe(second);
    const foreign = (await read(other)).json.default_source as string;
    expect(await choose(foreign)).toMatchObject({
      status: 400,
      json: { error: { param: 'default_source', message: `No such source: '${foreign}'` } },
    });
  });

  it('takes a default method that is attached, and gives it up', async () => {
    const id = await made('payment_method=pm_card_visa');
    const attached = await gateway.call('GET', `/v1/payment_methods?customer=${id}`);
    const choose = (method: string) =>
      post(`/v1/customers/${id}`, `invoice_settings[default_payment_method]=${method}`);
    const method = attached.json.data[0].id as string;
    expect((await choose(method)).json.invoice_settings.default_payment_method).toBe(method);
    expect((await choose('')).json.invoice_settings.default_payment_method).toBeNull();
    const loose = (await post('/v1/payment_methods', 'type=card&card[token]=tok_visa')).json.id;
    expect((await choose(loose as string)).json.error).toMatchObject({
      code: 'resource_missing',
      message: expect.stringContaining(loose as string) as string,
    });
  });

  it('of nobody is 404', async () =>
    expect(await post('/v1/customers/cus_none', 'name=Jo')).toMatchObject({
      status: 404,
      json: { error: { param: 'id', message: "No such customer: 'cus_none'" } },
    }));
});

describe('deleting a customer', () => {
  const remove = (id: string) => gateway.call('DELETE', `/v1/customers/${id}`);

  it('leaves a stub that can be read, and nothing else', async () => {
    const id = await made('source=tok_visa');
    const stub = { id, object: 'customer', deleted: true };
    expect(await remove(id)).toMatchObject({ status: 200, json: stub });
    expect((await read(id)).json).toEqual(stub);
    expect((await remove(id)).json).toEqual(stub);
    expect((await post(`/v1/customers/${id}`, 'name=Jo')).status).toBe(404);
    expect((await gateway.call('GET', `/v1/customers/${id}/sources`)).status).toBe(404);
    const attach = await post('/v1/payment_methods/pm_card_visa/attach', `customer=${id}`);
    expect(attach).toMatchObject({ status: 400, json: { error: { param: 'customer' } } });
  });

  it('takes its methods away', async () => {
    const id = await made('payment_method=pm_card_visa');
    const list = await gateway.call('GET', `/v1/payment_methods?customer=${id}`);
    const method = list.json.data[0].id as string;
    await remove(id);
    expect((await gateway.call('GET', `/v1/payment_methods/${method}`)).json.customer).toBeNull();
  });

  it('succeeds although its methods cannot be listed', async () => {
    const id = await made();
    const list = gateway.reporting.handlers['reporting.payment_methods']!;
    delete gateway.reporting.handlers['reporting.payment_methods'];
    const answer = await remove(id);
    gateway.reporting.handlers['reporting.payment_methods'] = list;
    expect(answer.status).toBe(200);
  });

  it('of nobody is 404', async () => expect((await remove('cus_none')).status).toBe(404));
});

describe('listing customers', () => {
  it('is newest first, page by page, without the deleted', async () => {
    const ids = [await made(), await made(), await made()].reverse();
    const gone = await made();
    await gateway.call('DELETE', `/v1/customers/${gone}`);
    const page = await gateway.call('GET', '/v1/customers?limit=2&expand[]=data.sources');
    expect(page.json).toMatchObject({ object: 'list', url: '/v1/customers', has_more: true });
    expect(page.json.data.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 2));
    expect(page.json.data[0].sources.data).toEqual([]);
    const next = await gateway.call('GET', `/v1/customers?limit=1&starting_after=${ids[1]}`);
    expect(next.json.data[0].id).toBe(ids[2]);
  });

  it('can be narrowed by email and time', async () => {
    const id = await made('email=only@example.com');
    const { json } = await gateway.call('GET', '/v1/customers?email=only@example.com');
    expect(json.data.map((one: { id: string }) => one.id)).toEqual([id]);
    expect((await gateway.call('GET', '/v1/customers?created[lt]=1')).json.data).toEqual([]);
  });

  it.each([
    ['starting_after=cus_none', 'resource_missing'],
    ['bogus=1', 'parameter_unknown'],
    ['expand[]=sources', undefined],
  ])('refuses ?%s', async (query, code) => {
    const { status, json } = await gateway.call('GET', `/v1/customers?${query}`);
    expect({ status, code: json.error.code }).toEqual({ status: 400, code });
  });
});

describe('a customer', () => {
  it('is of one mode only', async () => {
    const id = await made();
    const { status, json } = await read(id, '', gateway.credentials.live_secret_key);
    expect({ status, ...json.error }).toMatchObject({
      status: 404,
      message: expect.stringMatching(/exists in test mode, but a live mode key/) as string,
    });
  });

  it('is not for browsers', async () => {
    const key = gateway.credentials.publishable_key;
    expect((await post('/v1/customers', '', key)).status).toBe(401);
  });
});

import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';

let gateway: GatewayUnderTest;
let customer: string;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway?.stop());

const call = (method: string, path: string, body?: string, key?: string) =>
  gateway.call(method, `/v1/customers/${path}`, { body, key });
const add = (source: string, spelling = 'sources') =>
  call('POST', `${customer}/${spelling}`, `source=${source}`);
const added = async (source = 'tok_visa') => (await add(source)).json.id as string;
const defaultSource = async () => (await call('GET', customer)).json.default_source as string;

beforeEach(async () => {
  customer = (await gateway.call('POST', '/v1/customers', { body: '' })).json.id as string;
});

describe('adding a card', () => {
  it('makes the first one the default, and none of the others', async () => {
    const first = await add('tok_visa');
    expect(first).toMatchObject({
      status: 200,
      json: { object: 'card', brand: 'Visa', customer, cvc_check: null, metadata: {} },
    });
    expect(first.json.id).toMatch(new RegExp(`^card_${customer.slice(4)}\\w{11}$`));
    const second = await added('tok_amex');
    expect(second).not.toBe(first.json.id);
    expect(await defaultSource()).toBe(first.json.id);
  });

  it('can be asked for as older code does', async () => {
    const { json } = await call('POST', `${customer}/cards`, 'card=tok_visa&metadata[a]=1');
    expect(json).toMatchObject({ object: 'card', metadata: { a: '1' } });
  });

  it('takes the address that came with the number', async () => {
    const number = 'source[number]=4242424242424242&source[exp_month]=5&source[exp_year]=2031';
    const body = `${number}&source[address_zip]=999077&source[name]=Jo`;
    const { json } = await call('POST', `${customer}/sources`, body);
    expect(json).toMatchObject({ address_zip: '999077', name: 'Jo', last4: '4242' });
  });

  it.each([
    ['a card that declines', 'source=tok_chargeDeclined', 402, undefined],
    [
      'a wrong number',
      'source[number]=4242424242424241&source[exp_month]=5&source[exp_year]=31',
      402,
      'number',
    ],
    ['an unknown token', 'source=tok_bogus', 400, 'source'],
    ['nothing', 'metadata[a]=1', 400, 'source'],
  ])('refuses %s', async (_what, body, status, param) => {
    const answer = await call('POST', `${customer}/sources`, body);
    expect(answer).toMatchObject({ status, json: { error: { ...(param && { param }) } } });
    expect((await call('GET', `${customer}/sources`)).json.data).toEqual([]);
  });

  it('to nobody is 404', async () => {
    const { status, json } = await call('POST', 'cus_none/sources', 'source=tok_visa');
    expect({ status, message: json.error.message }).toEqual({
      status: 404,
      message: "No such customer: 'cus_none'",
    });
  });
});

describe('the cards of a customer', () => {
  it('are listed newest first, page by page, in both spellings', async () => {
    const ids = [await added(), await added('tok_amex'), await added('tok_jcb')].reverse();
    const list = (spelling: string, query = '') => call('GET', `${customer}/${spelling}${query}`);
    for (const spelling of ['sources', 'cards']) {
      const { json } = await list(spelling, '?limit=2');
      expect(json).toMatchObject({ has_more: true, url: `/v1/customers/${customer}/${spelling}` });
      expect(json.data.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 2));
    }
    const next = await list('sources', `?starting_after=${ids[1]}&object=card`);
    expect(next.json).toMatchObject({ has_more: false, data: [{ id: ids[2] }] });
    expect((await list('sources', '?object=bank_account')).json.data).toEqual([]);
    const lost = await list('sources', '?starting_after=card_none');
    expect(lost).toMatchObject({ status: 400, json: { error: { code: 'resource_missing' } } });
  });

  it('are read one by one, with the customer if that is asked for', async () => {
    const id = await added();
    const one = (of: string, query = '') => call('GET', `${of}/sources/${id}${query}`);
    expect((await one(customer)).json).toMatchObject({ id, customer });
    expect((await one(customer, '?expand[]=customer')).json.customer.id).toBe(customer);
    const other = (await gateway.call('POST', '/v1/customers', { body: '' })).json.id as string;
    expect(await one(other)).toMatchObject({
      status: 404,
      json: { error: { message: `No such source: '${id}'`, param: 'id' } },
    });
  });

  it('change where they are told to', async () => {
    const id = await added();
    const update = (body: string) => call('POST', `${customer}/sources/${id}`, body);
    const first = await update(
      'name=Jo&address_city=Kowloon&address_zip=1&exp_year=31&metadata[a]=1',
    );
    expect(first.json).toMatchObject({
      name: 'Jo',
      address_city: 'Kowloon',
      address_zip: '1',
      exp_month: 12,
      exp_year: 2031,
      metadata: { a: '1' },
    });
    const second = await update('address_zip=');
    expect(second.json).toMatchObject({ address_city: 'Kowloon', address_zip: null, name: 'Jo' });
  });

  it.each([
    ['exp_month=13', 402, 'invalid_expiry_month'],
    ['exp_year=2001', 402, 'invalid_expiry_year'],
    ['number=4242424242424242', 400, 'parameter_unknown'],
  ])('do not take %s', async (body, status, code) => {
    const id = await added();
    const answer = await call('POST', `${customer}/sources/${id}`, body);
    expect(answer).toMatchObject({ status, json: { error: { code } } });
  });

  it('go one by one, and the newest of the rest becomes the default', async () => {
    const [first, , third] = [await added(), await added('tok_amex'), await added('tok_jcb')];
    const remove = () => call('DELETE', `${customer}/sources/${first}`);
    expect((await remove()).json).toEqual({ id: first, object: 'card', deleted: true });
    expect(await defaultSource()).toBe(third);
    expect((await remove()).status).toBe(404);
  });

  it('are among its payment methods', async () => {
    const id = await added();
    const read = await gateway.call('GET', `/v1/payment_methods/${id}`);
    expect(read.json).toMatchObject({ id, object: 'payment_method', type: 'card', customer });
    const listed = await call('GET', `${customer}/payment_methods?type=card`);
    expect(listed.json.data).toMatchObject([{ id, object: 'payment_method' }]);
  });

  it('are not for browsers, and not for another mode', async () => {
    const id = await added();
    const { publishable_key: publishable, live_secret_key: live } = gateway.credentials;
    const read = (key: string) => call('GET', `${customer}/sources/${id}`, undefined, key);
    expect((await read(publishable)).status).toBe(401);
    expect((await read(live)).status).toBe(404);
  });
});

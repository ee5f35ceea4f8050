import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway?.stop());

const asOperator = (method: string, path: string, body?: string, headers = {}) =>
  gateway.call(method, path, { key: gateway.credentials.operator_key, body, headers });

describe('an account', () => {
  const body = 'country=HK&default_currency=hkd&email=a%40example.com&business_profile[name]=Shop';

  it('is made by the operator, with its four keys', async () => {
    const { json } = await asOperator('POST', '/v1/accounts', body);
    expect(json).toMatchObject({
      object: 'account',
      country: 'HK',
      default_currency: 'hkd',
      business_profile: { name: 'Shop' },
    });
    const own = (key: string) => gateway.call('GET', '/v1/account', { key });
    expect((await own(json.keys.secret)).json.id).toBe(json.id);
    expect((await own(json.keys.live_secret)).json.id).toBe(json.id);
    expect((await own(json.keys.publishable)).status).toBe(401);
  });

  it('is made once per key, and its answer is replayed in full', async () => {
    const headers = { 'idempotency-key': 'one-account' };
    const first = await asOperator('POST', '/v1/accounts', body, headers);
    await gateway.stored();
    const again = await asOperator('POST', '/v1/accounts', body, headers);
    expect(again.text).toBe(first.text);
    const stored = await gateway.database.query<{ body: Buffer }>(
      'select body from idempotency_answers',
    );
    expect(stored.rows.length).toBeGreaterThan(0);
    for (const row of stored.rows) expect(row.body.toString()).not.toContain('sk_test_');
  });

  it('is seen by itself and by the operator only', async () => {
    const { json } = await asOperator('POST', '/v1/accounts', body);
    const path = `/v1/accounts/${json.id}`;
    expect((await gateway.call('GET', path, { key: json.keys.secret })).status).toBe(200);
    expect((await gateway.call('GET', path)).status).toBe(404);
    expect((await asOperator('GET', path)).json.id).toBe(json.id);
    const list = await asOperator('GET', '/v1/accounts?limit=1');
    expect(list.json).toMatchObject({ has_more: true, url: '/v1/accounts' });
    const next = await asOperator('GET', `/v1/accounts?starting_after=${list.json.data[0].id}`);
    const back = `/v1/accounts?ending_before=${next.json.data[0].id}`;
    expect((await asOperator('GET', back)).json.data).toEqual(list.json.data);
  });

  it('is not made by a merchant', async () => {
    expect((await gateway.call('POST', '/v1/accounts', { body })).status).toBe(403);
    expect((await gateway.call('GET', '/v1/accounts')).status).toBe(403);
  });
});

describe('an API key', () => {
  it('can be made, used, listed and revoked', async () => {
    const { json } = await gateway.call('POST', '/v1/api_keys', { body: 'type=secret&name=ci' });
    expect(json).toMatchObject({ object: 'api_key', name: 'ci', type: 'secret', livemode: false });
    const key = json.secret as string;
    expect((await gateway.call('GET', '/v1/account', { key })).status).toBe(200);
    const listed = await gateway.call('GET', '/v1/api_keys');
    const { secret: _shownOnce, ...shown } = json;
    expect(listed.json.data).toContainEqual(shown);
    expect(listed.text).not.toContain(key);
    const revoked = await gateway.call('DELETE', `/v1/api_keys/${json.id}`);
    expect(revoked.json).toEqual({ id: json.id, object: 'api_key', deleted: true });
    expect((await gateway.call('GET', '/v1/account', { key })).status).toBe(401);
    expect((await gateway.call('DELETE', `/v1/api_keys/${json.id}`)).status).toBe(404);
  });

  it('is of the mode of the key that makes it', async () => {
    const key = gateway.credentials.live_secret_key;
    const { json } = await gateway.call('POST', '/v1/api_keys', { key, body: 'type=publishable' });
    expect(json.secret).toMatch(/^pk_live_/);
    expect((await gateway.call('DELETE', `/v1/api_keys/${json.id}`)).status).toBe(404);
  });

  it('of another account cannot be revoked', async () => {
    const other = await asOperator('POST', '/v1/accounts', 'country=HK');
    const listed = await gateway.call('GET', '/v1/api_keys', { key: other.json.keys.secret });
    const { id } = listed.json.data[0];
    expect((await gateway.call('DELETE', `/v1/api_keys/${id}`)).status).toBe(404);
  });

  it('of a kind that does not exist is refused', async () =>
    expect(await gateway.call('POST', '/v1/api_keys', { body: 'type=magic' })).toMatchObject({
      status: 400,
      json: { error: { param: 'type' } },
    }));

  it('never reaches the log', async () => {
    const { json } = await gateway.call('POST', '/v1/api_keys', { body: '' });
    await gateway.call('GET', '/v1/account', { key: json.secret });
    expect(gateway.lines.join('')).not.toContain(json.secret);
  });
});

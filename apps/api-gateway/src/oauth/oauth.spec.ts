import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway?.stop());

const makeClient = async (body: string, key?: string) =>
  (await gateway.call('POST', '/v1/oauth_clients', { body, key })).json;

type Init = { readonly body?: string; readonly authorization?: string };

/** A request to an OAuth endpoint, which has no key unless one is given. */
async function oauth(path: string, { body = '', authorization }: Init) {
  const response = await fetch(`http://127.0.0.1:${gateway.port}/oauth/${path}`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(authorization !== undefined && { authorization }),
    },
  });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test says what it expects
  const json = (await response.json()) as any;
  return { status: response.status, headers: response.headers, json };
}

const basic = (id: string, secret: string) =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

type Client = { client_id: string; client_secret: string };
const tokenOf = async ({ client_id: id, client_secret: secret }: Client, scope?: string) => {
  const body = `grant_type=client_credentials${scope === undefined ? '' : `&scope=${scope}`}`;
  return oauth('token', { body, authorization: basic(id, secret) });
};
const status = async (method: string, path: string, key: string, body?: string) =>
  (await gateway.call(method, path, { key, body })).status;

const shop = 'scopes[]=charge:write&scopes[]=refund:read';

describe('an OAuth client', () => {
  it('is made with scopes, shown without its secret, and deleted', async () => {
    const client = await makeClient(`${shop}&name=erp&token_ttl_seconds=600`);
    expect(client).toMatchObject({
      object: 'oauth_client',
      account: gateway.credentials.account,
      livemode: false,
      name: 'erp',
      scopes: ['charge:write', 'refund:read'],
      token_ttl_seconds: 600,
      certificate_thumbprint: null,
    });
    const { client_secret: secret, ...shown } = client;
    const path = `/v1/oauth_clients/${client.id}`;
    expect((await gateway.call('GET', path)).json).toEqual(shown);
    const listed = await gateway.call('GET', '/v1/oauth_clients?limit=1');
    expect(listed.json.data).toEqual([shown]);
    expect(listed.text).not.toContain(secret);
    expect((await gateway.call('DELETE', path)).json.deleted).toBe(true);
    expect((await gateway.call('GET', path)).status).toBe(404);
    expect((await tokenOf(client)).json.error).toBe('invalid_client');
  });

  it('is seen by its own account and mode, and by the operator', async () => {
    const client = await makeClient(shop);
    const path = `/v1/oauth_clients/${client.id}`;
    const { live_secret_key: live, operator_key: op } = gateway.credentials;
    const other = await gateway.call('POST', '/v1/accounts', { key: op, body: 'country=HK' });
    for (const key of [live, other.json.keys.secret as string]) {
      expect(await status('GET', path, key)).toBe(404);
      expect(await status('DELETE', path, key)).toBe(404);
      expect((await gateway.call('GET', '/v1/oauth_clients', { key })).json.data).toEqual([]);
    }
    expect(await status('GET', path, op)).toBe(200);
  });

  it('is made by the operator for the account that it names', async () => {
    const { operator_key: op, account } = gateway.credentials;
    expect(await makeClient(`${shop}&account=${account}`, op)).toMatchObject({ account });
    expect(await makeClient(`${shop}&account=${account}&livemode=true`, op)).toMatchObject({
      livemode: true,
    });
    expect(await status('POST', '/v1/oauth_clients', op, shop)).toBe(400);
    expect(await status('POST', '/v1/oauth_clients', op, `${shop}&account=acct_x`)).toBe(400);
    const foreign = await makeClient(`${shop}&account=acct_x`);
    expect(foreign.error.message).toContain('acct_x');
  });

  it('cannot manage keys, and not do more than the key that makes it', async () => {
    expect((await makeClient('scopes[]=api_key:write')).error.param).toBe('scopes');
    const { json: key } = await gateway.call('POST', '/v1/api_keys', {
      body: 'type=restricted&permissions[api_key]=write&permissions[charge]=read',
    });
    const made = (scopes: string) => status('POST', '/v1/oauth_clients', key.secret, scopes);
    expect(await made('scopes[]=charge:read')).toBe(200);
    expect(await made('scopes[]=charge:write')).toBe(403);
  });
});

describe('an access token', () => {
  it('is granted for a secret, in the header or among the parameters', async () => {
    const client = await makeClient(`${shop}&token_ttl_seconds=600`);
    const granted = await tokenOf(client, 'charge:read+refund:read');
    expect(granted).toMatchObject({
      status: 200,
      json: { token_type: 'bearer', expires_in: 600, scope: 'charge:read refund:read' },
    });
    expect(granted.headers.get('cache-control')).toBe('no-store');
    expect(granted.json.access_token).toMatch(/^at_test_/);
    const { client_id: id, client_secret: secret } = client;
    const body = `grant_type=client_credentials&client_id=${id}&client_secret=${secret}`;
    expect((await oauth('token', { body })).json.scope).toBe('charge:write refund:read');
  });

  it('does what its scopes say, like a restricted key', async () => {
    const client = await makeClient(shop);
    const token = (await tokenOf(client, 'charge:read')).json.access_token as string;
    expect(await status('GET', '/v1/charges', token)).toBe(200);
    const refused = await gateway.call('POST', '/v1/charges', { key: token, body: '' });
    expect(refused.status).toBe(403);
    expect(refused.json.error.message).toContain(`at_test_****${token.slice(-4)}`);
    expect(refused.json.error.message).toContain('charge_write');
    expect(await status('GET', '/v1/refunds', token)).toBe(403);
    expect(await status('GET', '/v1/accounts', token)).toBe(403);
  });

  it('of live mode is one of live mode', async () => {
    const client = await makeClient(shop, gateway.credentials.live_secret_key);
    const token = (await tokenOf(client)).json.access_token as string;
    expect(token).toMatch(/^at_live_/);
    expect(await status('GET', '/v1/charges', token)).toBe(200);
    expect(await status('GET', '/v1/charges', token.replace('live', 'test'))).toBe(401);
  });

  it('expires', async () => {
    const client = await makeClient(`${shop}&token_ttl_seconds=60`);
    const token = (await tokenOf(client)).json.access_token as string;
    gateway.clock.advance(59_000);
    expect(await status('GET', '/v1/charges', token)).toBe(200);
    gateway.clock.advance(1_000);
    expect(await status('GET', '/v1/charges', token)).toBe(401);
  });

  it('dies with its client', async () => {
    const client = await makeClient(shop);
    const token = (await tokenOf(client)).json.access_token as string;
    expect(await status('GET', '/v1/charges', token)).toBe(200);
    await gateway.call('DELETE', `/v1/oauth_clients/${client.id}`);
    expect(await status('GET', '/v1/charges', token)).toBe(401);
  });

  it('is nowhere in the database or the log', async () => {
    const client = await makeClient(shop);
    const token = (await tokenOf(client)).json.access_token as string;
    await status('GET', '/v1/charges', token);
    await gateway.stored();
    const tables = ['oauth_clients', 'oauth_tokens', 'idempotency_answers'];
    const rows = await Promise.all(
      tables.map((table) => gateway.database.query(`select t::text from ${table} t`)),
    );
    const everything = JSON.stringify(rows.map((result) => result.rows)) + gateway.lines.join('');
    for (const secret of [token, client.client_secret]) {
      expect(everything).not.toContain(secret);
      expect(everything).not.toContain(Buffer.from(secret as string).toString('hex'));
    }
  });
});

describe('the token endpoint refuses', () => {
  const grant = 'grant_type=client_credentials';
  it.each([
    ['no grant type', '', 400, 'invalid_request'],
    ['another grant type', 'grant_type=authorization_code&code=x', 400, 'unsupported_grant_type'],
    ['no client', grant, 401, 'invalid_client'],
    ['an unknown client', `${grant}&client_id=oac_x&client_secret=x`, 401, 'invalid_client'],
    ['a client without a secret', `${grant}&client_id=oac_x`, 401, 'invalid_client'],
  ])('%s', async (_what, body, expected, error) => {
    const answer = await oauth('token', { body });
    expect(answer).toMatchObject({ status: expected, json: { error } });
    expect(answer.json.error_description).toEqual(expect.any(String));
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.has('www-authenticate')).toBe(expected === 401);
  });

  it('a wrong secret, and the secret of another client', async () => {
    const [one, other] = [await makeClient(shop), await makeClient(shop)];
    for (const secret of ['wrong', other.client_secret as string]) {
      const answer = await tokenOf({ client_id: one.client_id, client_secret: secret });
      expect(answer).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
    }
  });

  it('a client that proves itself twice', async () => {
    const { client_id: id, client_secret: secret } = await makeClient(shop);
    const body = `${grant}&client_id=${id}&client_secret=${secret}`;
    const answer = await oauth('token', { body, authorization: basic(id, secret) });
    expect(answer).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
  });

  it.each(['refund:write', 'customer:read', 'charge', 'magic:read', 'charge:read++refund:read'])(
    'the scope %s',
    async (scope) => {
      const answer = await tokenOf(await makeClient(shop), scope);
      expect(answer).toMatchObject({ status: 400, json: { error: 'invalid_scope' } });
    },
  );
});

describe('introspection', () => {
  const introspect = (token: string, authorization: string) =>
    oauth('introspect', { body: `token=${token}`, authorization });

  it('tells a client, or its account, of a token that works', async () => {
    const client = await makeClient(`${shop}&token_ttl_seconds=60`);
    const token = (await tokenOf(client, 'charge:read')).json.access_token as string;
    const described = {
      active: true,
      client_id: client.client_id,
      scope: 'charge:read',
      token_type: 'bearer',
      exp: Math.floor(gateway.clock.now() / 1000) + 60,
    };
    const { client_id: id, client_secret: secret } = client;
    expect((await introspect(token, basic(id, secret))).json).toMatchObject(described);
    const sk = `Bearer ${gateway.credentials.secret_key}`;
    expect((await introspect(token, sk)).json).toMatchObject(described);
    gateway.clock.advance(60_000);
    expect((await introspect(token, sk)).json).toEqual({ active: false });
  });

  it('says nothing of the tokens of others', async () => {
    const token = (await tokenOf(await makeClient(shop))).json.access_token as string;
    const { live_secret_key: live } = gateway.credentials;
    expect((await introspect(token, `Bearer ${live}`)).json).toEqual({ active: false });
    const sk = gateway.credentials.secret_key;
    expect((await introspect('at_test_unknown', `Bearer ${sk}`)).json).toEqual({ active: false });
  });

  it('is not for strangers', async () => {
    const token = (await tokenOf(await makeClient(shop))).json.access_token as string;
    const { publishable_key: pk } = gateway.credentials;
    for (const authorization of ['', `Bearer ${pk}`, `Bearer ${token}`, basic('oac_x', 'x')])
      expect(await introspect(token, authorization)).toMatchObject({
        status: 401,
        json: { error: 'invalid_client' },
      });
  });
});

describe('revocation', () => {
  const revoke = (token: string, { client_id: id, client_secret: secret }: Client) =>
    oauth('revoke', { body: `token=${token}`, authorization: basic(id, secret) });

  it('ends a token at once, and answers alike for one that does not exist', async () => {
    const client = await makeClient(shop);
    const token = (await tokenOf(client)).json.access_token as string;
    expect(await status('GET', '/v1/charges', token)).toBe(200);
    expect((await revoke(token, client)).status).toBe(200);
    expect(await status('GET', '/v1/charges', token)).toBe(401);
    expect((await revoke('at_test_unknown', client)).status).toBe(200);
  });

  it('does not end the token of another client', async () => {
    const token = (await tokenOf(await makeClient(shop))).json.access_token as string;
    expect((await revoke(token, await makeClient(shop))).status).toBe(200);
    expect(await status('GET', '/v1/charges', token)).toBe(200);
  });

  it('needs a token', async () => {
    const answer = await revoke('', await makeClient(shop));
    expect(answer).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
  });
});

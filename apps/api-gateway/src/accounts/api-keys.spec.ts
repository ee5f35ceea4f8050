import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway?.stop());

const seconds = () => Math.floor(gateway.clock.now() / 1000);
const make = async (body: string, key?: string) =>
  (await gateway.call('POST', '/v1/api_keys', { body, key })).json;
const canRead = async (path: string, key: string, headers = {}) =>
  (await gateway.call('GET', path, { key, headers })).status;

describe('a restricted key', () => {
  it('may do what it was made for, and shows what that is', async () => {
    const body = 'type=restricted&name=till&permissions[charge]=write&permissions[refund]=none';
    const key = await make(body);
    expect(key).toMatchObject({
      object: 'api_key',
      type: 'restricted',
      name: 'till',
      status: 'active',
      expires_at: null,
      ip_allow: [],
      last_used_at: null,
      masked: `rk_test_****${key.last4}`,
      permissions: { charge: 'write', refund: 'none', account: 'none' },
    });
    expect(key.secret).toMatch(/^rk_test_/);
    expect(await canRead('/v1/charges', key.secret)).toBe(200);
    const refund = await gateway.call('POST', '/v1/refunds', {
      key: key.secret,
      body: 'charge=ch_x',
    });
    expect(refund).toMatchObject({
      status: 403,
      json: { error: { type: 'invalid_request_error' } },
    });
    expect(refund.json.error.message).toContain(`rk_test_****${key.last4}`);
    expect(refund.json.error.message).toContain('refund_write');
    const { secret: _shownOnce, ...shown } = key;
    const later = { last_used_at: expect.anything() as unknown };
    await gateway.usesNoted();
    const read = await gateway.call('GET', `/v1/api_keys/${key.id}`);
    expect(read.json).toEqual({ ...shown, ...later });
    expect(read.text).not.toContain(key.secret);
  });

  it('of one mode does not reach the other, nor another account', async () => {
    const key = await make('type=restricted&permissions[charge]=read');
    const live = gateway.credentials.live_secret_key;
    expect((await gateway.call('GET', `/v1/api_keys/${key.id}`, { key: live })).status).toBe(404);
    const roll = await gateway.call('POST', `/v1/api_keys/${key.id}/roll`, { key: live, body: '' });
    expect(roll.status).toBe(404);
    expect(await canRead('/v1/charges', key.secret.replace('test', 'live'))).toBe(401);
  });

  it('makes keys that can do no more than itself', async () => {
    const far = seconds() + 86_400;
    const own = await make(
      `type=restricted&permissions[api_key]=write&permissions[charge]=read&expires_at=${far}` +
        '&ip_allow[]=127.0.0.0/8',
    );
    const within = `expires_at=${far}&ip_allow[]=127.0.0.0/8`;
    const status = async (body: string) =>
      (await gateway.call('POST', '/v1/api_keys', { body, key: own.secret })).status;
    expect(await status(`type=restricted&permissions[charge]=read&${within}`)).toBe(200);
    expect(await status(`type=restricted&permissions[charge]=write&${within}`)).toBe(403);
    expect(await status(`type=restricted&permissions[refund]=read&${within}`)).toBe(403);
    expect(await status(`type=restricted&ip_allow[]=127.0.0.0/8&expires_at=${far + 1}`)).toBe(403);
    expect(await status('type=restricted&ip_allow[]=127.0.0.0/8')).toBe(403);
    expect(await status(`type=restricted&expires_at=${far}`)).toBe(403);
    expect(await status(`type=restricted&expires_at=${far}&ip_allow[]=0.0.0.0/0`)).toBe(403);
    expect(await status(`type=secret&${within}`)).toBe(403);
    expect(await status(`type=publishable&${within}`)).toBe(403);
  });

  it('cannot get at a wider one by rolling it', async () => {
    const own = await make('type=restricted&permissions[api_key]=write');
    const wider = await make('type=restricted&permissions[charge]=read');
    const roll = (id: string) =>
      gateway.call('POST', `/v1/api_keys/${id}/roll`, { key: own.secret, body: '' });
    expect((await roll(wider.id)).status).toBe(403);
    expect((await roll(own.id)).status).toBe(200);
  });
});

describe('a rolled key', () => {
  it('has two secrets during the overlap, and one after it', async () => {
    const key = await make('type=restricted&permissions[account]=read');
    const path = `/v1/api_keys/${key.id}/roll`;
    const rolled = await gateway.call('POST', path, { body: 'overlap_seconds=60' });
    expect(rolled.json).toMatchObject({ id: key.id, status: 'active' });
    expect(rolled.json.secret).not.toBe(key.secret);
    expect(rolled.json.last4).toBe(rolled.json.secret.slice(-4));
    expect(await canRead('/v1/account', key.secret)).toBe(200);
    expect(await canRead('/v1/account', rolled.json.secret)).toBe(200);
    gateway.clock.advance(60_000);
    const late = await gateway.call('GET', '/v1/account', { key: key.secret });
    expect(late).toMatchObject({
      status: 401,
      json: {
        error: {
          code: 'api_key_expired',
          message: `Expired API key provided: rk_test_****${key.last4}`,
        },
      },
    });
    expect(await canRead('/v1/account', rolled.json.secret)).toBe(200);
  });

  it('shares idempotency keys between its secrets', async () => {
    const key = await make('type=restricted&permissions[webhook]=write');
    const rolled = await gateway.call('POST', `/v1/api_keys/${key.id}/roll`, {
      body: 'overlap_seconds=60',
    });
    const body = 'url=https%3A%2F%2Fshop.example%2Fhook&enabled_events[]=*';
    const headers = { 'idempotency-key': 'one-endpoint' };
    const call = (secret: string) =>
      gateway.call('POST', '/v1/webhook_endpoints', { key: secret, body, headers });
    const first = await call(key.secret);
    await gateway.stored();
    const again = await call(rolled.json.secret);
    expect([again.text, again.headers.get('idempotent-replayed')]).toEqual([first.text, 'true']);
  });

  it('without an overlap has the new secret at once, and only once for one request', async () => {
    const key = await make('type=restricted&permissions[account]=read');
    const headers = { 'idempotency-key': `roll-${key.id}` };
    const roll = () =>
      gateway.call('POST', `/v1/api_keys/${key.id}/roll`, { body: 'overlap_seconds=0', headers });
    const first = await roll();
    await gateway.stored();
    expect((await roll()).text).toBe(first.text);
    expect(await canRead('/v1/account', first.json.secret)).toBe(200);
    expect(await canRead('/v1/account', key.secret)).toBe(401);
  });

  it('dies with all its secrets', async () => {
    const key = await make('type=restricted&permissions[account]=read');
    const rolled = await gateway.call('POST', `/v1/api_keys/${key.id}/roll`, {
      body: 'overlap_seconds=60',
    });
    await gateway.call('DELETE', `/v1/api_keys/${key.id}`);
    expect(await canRead('/v1/account', key.secret)).toBe(401);
    expect(await canRead('/v1/account', rolled.json.secret)).toBe(401);
  });

  it('has at most a handful of secrets that work', async () => {
    const key = await make('type=restricted');
    const roll = (overlap: number) =>
      gateway.call('POST', `/v1/api_keys/${key.id}/roll`, { body: `overlap_seconds=${overlap}` });
    for (let i = 0; i < 4; i++) expect((await roll(600)).status).toBe(200);
    expect((await roll(600)).status).toBe(400);
    expect((await roll(0)).status).toBe(200);
  });

  it('is rolled for a week at most', async () => {
    const key = await make('type=restricted');
    const roll = (overlap: number) =>
      gateway.call('POST', `/v1/api_keys/${key.id}/roll`, { body: `overlap_seconds=${overlap}` });
    expect((await roll(604_800)).status).toBe(200);
    expect((await roll(604_801)).status).toBe(400);
  });
});

describe('a key with limits', () => {
  it('expires', async () => {
    const key = await make(`type=secret&expires_at=${seconds() + 60}`);
    expect(await canRead('/v1/account', key.secret)).toBe(200);
    gateway.clock.advance(60_000);
    const late = await gateway.call('GET', '/v1/account', { key: key.secret });
    expect(late).toMatchObject({ status: 401, json: { error: { code: 'api_key_expired' } } });
    const read = await gateway.call('GET', `/v1/api_keys/${key.id}`);
    expect(read.json.status).toBe('expired');
  });

  it('does not start expired', async () =>
    expect((await make(`type=secret&expires_at=${seconds()}`)).error.param).toBe('expires_at'));

  it('works from its addresses only', async () => {
    const here = await make('type=secret&ip_allow[]=192.0.2.1&ip_allow[]=127.0.0.0/8');
    expect(here.ip_allow).toEqual(['192.0.2.1/32', '127.0.0.0/8']);
    expect(await canRead('/v1/account', here.secret)).toBe(200);
    const elsewhere = await make('type=secret&ip_allow[]=192.0.2.0/24');
    const refused = await gateway.call('GET', '/v1/account', { key: elsewhere.secret });
    expect(refused).toMatchObject({ status: 403, json: { error: {} } });
    expect(refused.json.error.message).toContain(`sk_test_****${elsewhere.last4}`);
    const forged = { 'x-forwarded-for': '192.0.2.7' };
    expect(await canRead('/v1/account', elsewhere.secret, forged)).toBe(403);
  });

  it('behind a trusted proxy works from where the proxy says', async () => {
    const behind = await startGatewayUnderTest({ trustedProxies: ['127.0.0.0/8'] });
    try {
      const body = 'type=secret&ip_allow[]=192.0.2.0/24';
      const { json } = await behind.call('POST', '/v1/api_keys', { body });
      const status = async (address: string) => {
        const headers = { 'x-forwarded-for': address };
        return (await behind.call('GET', '/v1/account', { key: json.secret, headers })).status;
      };
      expect(await status('192.0.2.7')).toBe(200);
      expect(await status('::ffff:192.0.2.7')).toBe(200);
      expect(await status('198.51.100.7')).toBe(403);
      expect(await status('192.0.2.7, 198.51.100.7')).toBe(403);
    } finally {
      await behind.stop();
    }
  });

  it('says when it was last used, to the minute', async () => {
    const key = await make('type=secret');
    const shown = async () =>
      (await gateway.call('GET', `/v1/api_keys/${key.id}`)).json.last_used_at as number;
    const use = async () => {
      await canRead('/v1/account', key.secret);
      await gateway.usesNoted();
    };
    expect(await shown()).toBeNull();
    await use();
    const first = seconds();
    expect(await shown()).toBe(first);
    gateway.clock.advance(59_000);
    await use();
    expect(await shown()).toBe(first);
    gateway.clock.advance(1_000);
    await use();
    expect(await shown()).toBe(first + 60);
  });
});

it('no secret of a key is in the database or the log', async () => {
  const key = await make('type=restricted&permissions[api_key]=write', undefined);
  const rolled = await gateway.call('POST', `/v1/api_keys/${key.id}/roll`, {
    body: 'overlap_seconds=60',
    headers: { 'idempotency-key': 'kept-sealed' },
  });
  await canRead('/v1/charges', key.secret);
  await gateway.stored();
  const tables = ['api_keys', 'key_secrets', 'idempotency_keys', 'idempotency_answers'];
  const rows = await Promise.all(
    tables.map((table) => gateway.database.query(`select t::text from ${table} t`)),
  );
  const everything = JSON.stringify(rows.map((result) => result.rows)) + gateway.lines.join('');
  for (const secret of [key.secret, rolled.json.secret]) {
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain(Buffer.from(secret).toString('hex'));
  }
});

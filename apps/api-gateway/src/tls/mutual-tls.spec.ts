import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';
import { callOverTls, signingRequest, TestAuthority } from '../under-test/client-identity.js';
import type { KeyPair } from './certificate-authority.js';

const dayMs = 86_400_000;
let gateway: GatewayUnderTest;
let ours: TestAuthority;
let strangers: TestAuthority;
let listedAsRevoked: KeyPair;

beforeAll(async () => {
  ours = await TestAuthority.create('Ours');
  strangers = await TestAuthority.create('Strangers');
  listedAsRevoked = await ours.client('revoked');
  const server = await ours.authority.issueServer(['127.0.0.1'], Date.now());
  const revocations = await ours.revoking(listedAsRevoked.certificate);
  const clientAuthorities = ours.own.certificate;
  gateway = await startGatewayUnderTest({
    tls: {
      material: () => ({ ...server, clientAuthorities, revocations }),
      authority: ours.authority,
    },
  });
  // A handshake goes by the real time, so the gateway has to as well.
  gateway.clock.advance(Date.now() - gateway.clock.now());
});
afterAll(() => gateway?.stop());

type Init = { readonly identity?: KeyPair; readonly key?: string; readonly path?: string };
const secretKey = () => gateway.credentials.secret_key;

const get = ({ path = '/v1/charges', ...init }: Init) =>
  callOverTls({ port: gateway.tlsPort!, trust: ours.own.certificate, path, ...init });

async function bind(identity: KeyPair, permissions = 'permissions[charge]=read', key?: string) {
  const body = `certificate=${encodeURIComponent(identity.certificate)}&${permissions}`;
  return gateway.call('POST', '/v1/client_certificates', { body, key });
}

async function anotherAccount() {
  const key = gateway.credentials.operator_key;
  const { json } = await gateway.call('POST', '/v1/accounts', { key, body: 'country=HK' });
  return json as { id: string; keys: { secret: string; live_secret: string } };
}

describe('the API over TLS', () => {
  it('takes keys like the other port', async () => {
    expect((await get({ key: secretKey() })).status).toBe(200);
    expect((await get({ key: 'sk_test_unknown' })).status).toBe(401);
    expect((await get({})).status).toBe(401);
  });

  it('takes a key beside a certificate that is bound to nobody, and not that alone', async () => {
    const identity = await ours.client('unbound');
    expect((await get({ identity, key: secretKey() })).status).toBe(200);
    expect((await get({ identity })).status).toBe(401);
  });
});

describe('a bound certificate', () => {
  it('is a caller with its own permissions', async () => {
    const identity = await ours.client('till');
    const { json } = await bind(identity);
    expect(json).toMatchObject({
      object: 'client_certificate',
      account: gateway.credentials.account,
      livemode: false,
      subject: 'CN=till',
      permissions: { charge: 'read', refund: 'none' },
    });
    expect((await get({ identity })).status).toBe(200);
    const refused = await get({ identity, path: '/v1/refunds' });
    expect(refused.status).toBe(403);
    expect(refused.json.error.message).toContain('refund_read');
    expect((await gateway.call('GET', `/v1/client_certificates/${json.id}`)).json).toEqual(json);
    const listed = await gateway.call('GET', '/v1/client_certificates');
    expect(listed.json.data).toContainEqual(json);
  });

  it('leaves a key of its account its own permissions', async () => {
    const identity = await ours.client('with a key');
    await bind(identity);
    expect((await get({ identity, key: secretKey(), path: '/v1/refunds' })).status).toBe(200);
  });

  it('refuses a valid key of another account, or of the other mode', async () => {
    const identity = await ours.client('mine');
    await bind(identity);
    const other = await anotherAccount();
    const { live_secret_key: live, operator_key: op } = gateway.credentials;
    for (const key of [other.keys.secret, live, op])
      expect((await get({ identity, key })).status).toBe(401);
  });

  it('is bound once', async () => {
    const identity = await ours.client('wanted');
    expect((await bind(identity)).status).toBe(200);
    const other = await anotherAccount();
    const again = await bind(identity, '', other.keys.secret);
    expect(again).toMatchObject({ status: 400, json: { error: { param: 'certificate' } } });
  });

  it('belongs to its account and mode', async () => {
    const { json } = await bind(await ours.client('own'));
    const path = `/v1/client_certificates/${json.id}`;
    const other = await anotherAccount();
    for (const key of [other.keys.secret, gateway.credentials.live_secret_key]) {
      expect((await gateway.call('GET', path, { key })).status).toBe(404);
      expect((await gateway.call('DELETE', path, { key })).status).toBe(404);
    }
    const asOperator = { key: gateway.credentials.operator_key };
    expect((await gateway.call('GET', path, asOperator)).status).toBe(200);
  });

  it('is refused once its binding is deleted, even beside a valid key', async () => {
    const identity = await ours.client('let go');
    const { json } = await bind(identity);
    expect((await get({ identity })).status).toBe(200);
    await gateway.call('DELETE', `/v1/client_certificates/${json.id}`);
    expect((await get({ identity })).status).toBe(401);
    expect((await get({ identity, key: secretKey() })).status).toBe(401);
    expect((await bind(identity)).status).toBe(200);
    expect((await get({ identity })).status).toBe(200);
  });
});

describe('a certificate is refused, with or without a valid key,', () => {
  it.each([
    ['of an authority that nobody trusts', () => strangers.client('stranger')],
    ['whose time is over', () => ours.client('old', Date.now() - 400 * dayMs)],
    ['that its authority revoked', () => Promise.resolve(listedAsRevoked)],
  ])('%s', async (_what, make) => {
    const identity = await make();
    const bound = await bind(identity); // An old one cannot even be bound by today's clock.
    expect([200, 400]).toContain(bound.status);
    for (const key of [undefined, secretKey()]) {
      const answer = await get({ identity, ...(key !== undefined && { key }) });
      expect(answer).toMatchObject({ status: 401, json: { error: {} } });
      expect(answer.json.error.message).toContain('refused');
    }
  });

  it('that runs out while its connection is open', async () => {
    const identity = await ours.client('short');
    await bind(identity);
    expect((await get({ identity })).status).toBe(200);
    gateway.clock.advance(400 * dayMs);
    expect((await get({ identity })).status).toBe(401);
    gateway.clock.advance(-400 * dayMs);
  });
});

describe('what cannot be bound', () => {
  it.each([
    ['no certificate', () => 'hello'],
    ['a private key', async () => (await ours.client('key')).key],
    ['an authority', () => ours.own.certificate],
  ])('%s', async (_what, make) => {
    const pem = await make();
    const answer = await bind({ certificate: pem, key: '' });
    expect(answer).toMatchObject({ status: 400, json: { error: { param: 'certificate' } } });
  });

  it('permissions that the key does not have, or to manage keys', async () => {
    const { json: key } = await gateway.call('POST', '/v1/api_keys', {
      body: 'type=restricted&permissions[api_key]=write&permissions[charge]=read',
    });
    const by = async (permissions: string) =>
      (await bind(await ours.client('wider'), permissions, key.secret)).status;
    expect(await by('permissions[charge]=read')).toBe(200);
    expect(await by('permissions[charge]=write')).toBe(403);
    expect((await bind(await ours.client('k'), 'permissions[api_key]=write')).status).toBe(400);
  });
});

describe('a signing request', () => {
  const ask = (csr: string, headers = {}) =>
    gateway.call('POST', '/v1/client_certificates', {
      body: `csr=${encodeURIComponent(csr)}&permissions[charge]=read`,
      headers,
    });

  it('becomes a bound certificate, the same one when it is repeated', async () => {
    const { csr, key } = await signingRequest('robot');
    const headers = { 'idempotency-key': 'one-robot' };
    const { json } = await ask(csr, headers);
    expect(json).toMatchObject({ subject: 'CN=robot' });
    const identity = { certificate: json.certificate as string, key };
    expect((await get({ identity })).status).toBe(200);
    await gateway.stored();
    expect((await ask(csr, headers)).json).toEqual(json);
  });

  it('that is none is refused', async () =>
    expect(await ask('hello')).toMatchObject({
      status: 400,
      json: { error: { param: 'csr' } },
    }));
});

describe('an access token that is bound to a certificate', () => {
  it('works only on connections that present it', async () => {
    const [identity, other] = [await ours.client('erp'), await ours.client('thief')];
    const { json: client } = await gateway.call('POST', '/v1/oauth_clients', {
      body: `scopes[]=charge:read&certificate=${encodeURIComponent(identity.certificate)}`,
    });
    const granted = await callOverTls({
      port: gateway.tlsPort!,
      trust: ours.own.certificate,
      method: 'POST',
      path: '/oauth/token',
      body: `grant_type=client_credentials&client_id=${client.client_id}`,
      identity,
    });
    const key = granted.json.access_token as string;
    expect((await get({ identity, key })).status).toBe(200);
    expect((await get({ identity: other, key })).status).toBe(401);
    expect((await get({ key })).status).toBe(401);
    expect((await gateway.call('GET', '/v1/charges', { key })).status).toBe(401);
    const described = await gateway.call('POST', '/oauth/introspect', { body: `token=${key}` });
    expect(described.json.cnf['x5t#S256']).toBe(
      Buffer.from(client.certificate_thumbprint as string, 'hex').toString('base64url'),
    );
  });

  it('is not granted for the certificate of another client', async () => {
    const [identity, other] = [await ours.client('right'), await ours.client('wrong')];
    const { json: client } = await gateway.call('POST', '/v1/oauth_clients', {
      body: `scopes[]=charge:read&certificate=${encodeURIComponent(identity.certificate)}`,
    });
    const refused = await callOverTls({
      port: gateway.tlsPort!,
      trust: ours.own.certificate,
      method: 'POST',
      path: '/oauth/token',
      body: `grant_type=client_credentials&client_id=${client.client_id}`,
      identity: other,
    });
    expect(refused).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
  });
});

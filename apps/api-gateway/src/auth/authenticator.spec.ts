import { randomBytes } from 'node:crypto';
import { createDatabase, migrate, type Database } from '@ledgerway/platform';
import { ManualClock, testDatabase, type TestDatabase } from '@ledgerway/testing';
import { provisionFirstAccount, type Credentials } from '../accounts/provisioning.js';
import { gatewayDatabase, role, schema } from '../migrations/index.js';
import { gatewaySecrets } from '../secrets.js';
import { ApiKeyStore } from './api-key-store.js';
import { Authenticator } from './authenticator.js';
import { KeyHash } from './key-hash.js';

const masterKey = randomBytes(32);
const clock = new ManualClock();
let server: TestDatabase;
let database: Database;
let credentials: Credentials;
let store: ApiKeyStore;
const hash = new KeyHash(gatewaySecrets(masterKey).keyHash);

beforeAll(async () => {
  server = await testDatabase('authenticator');
  await migrate({ url: server.url, ...gatewayDatabase });
  database = createDatabase({ url: server.url, schema, role, applicationName: 'spec' });
  store = new ApiKeyStore(database, hash);
  credentials = await provisionFirstAccount({ databaseUrl: server.url, masterKey });
});
afterAll(async () => {
  await database?.close();
  await server?.drop();
});

const noTokens = { withPrefixes: () => Promise.resolve([]) };
const over = (ours: KeyHash) => new Authenticator({ keys: store, tokens: noTokens }, ours, clock);
const fresh = () => over(hash);
const callerOf = async (key: string, at = fresh()) => (await at.authenticate(key))?.caller;

describe('the first account', () => {
  it.each([
    ['secret_key', { kind: 'secret', tenant: { livemode: false } }],
    ['publishable_key', { kind: 'publishable', tenant: { livemode: false } }],
    ['live_secret_key', { kind: 'secret', tenant: { livemode: true } }],
    ['live_publishable_key', { kind: 'publishable', tenant: { livemode: true } }],
    ['operator_key', { kind: 'operator' }],
  ] as const)('has a %s', async (name, caller) => {
    expect(await callerOf(credentials[name])).toMatchObject(caller);
  });

  it('is the same one at every further start', async () => {
    const kept = { ...credentials, api_base: 'http://127.0.0.1:4242' };
    const again = await provisionFirstAccount({
      databaseUrl: server.url,
      masterKey,
      existing: kept,
    });
    expect(again).toEqual(credentials);
    const counted = await database.query<{ keys: string }>('select count(*) as keys from api_keys');
    expect(counted.rows[0]!.keys).toBe('5');
  });

  it('leaves no key in the database', async () => {
    const rows = JSON.stringify((await database.query('select * from api_keys, key_secrets')).rows);
    const { account: _account, ...keys } = credentials;
    for (const key of Object.values(keys)) {
      expect(rows).not.toContain(key);
      expect(rows).not.toContain(Buffer.from(key).toString('hex'));
    }
  });
});

describe('a key that we did not issue', () => {
  const altered = (key: string) => key.slice(0, -1) + (key.endsWith('a') ? 'b' : 'a');
  it.each([
    ['with one other character', () => altered(credentials.secret_key)],
    ['of the other mode', () => credentials.secret_key.replace('test', 'live')],
    ['of another kind', () => credentials.secret_key.replace('sk_', 'pk_')],
    ['cut short', () => credentials.secret_key.slice(0, 32)],
    ['of another shape', () => 'sk_test_short'],
    ['that is empty', () => ''],
  ])('%s is nobody', async (_what, key) =>
    expect(await fresh().authenticate(key())).toBeUndefined(),
  );

  it('made with another master key is nobody', async () => {
    const otherHash = new KeyHash(gatewaySecrets(randomBytes(32)).keyHash);
    expect(await callerOf(credentials.secret_key, over(otherHash))).toBeUndefined();
  });
});

describe('a key that was seen lately', () => {
  it('needs no database', async () => {
    const authenticator = fresh();
    await authenticator.authenticate(credentials.secret_key);
    const again = authenticator.authenticate(credentials.secret_key);
    expect(again).toMatchObject({ caller: { kind: 'secret' } });
  });

  it('is nobody once it was revoked: here at once, elsewhere within seconds', async () => {
    const key = 'sk_test_RevokedRevokedRevokedRevoked';
    const tenant = { merchantId: credentials.account, livemode: false };
    const row = { id: 'key_revoked', accountId: credentials.account, key, name: null };
    await store.add({ ...row, createdAtMs: clock.now() });
    const [here, elsewhere] = [fresh(), fresh()];
    expect(await callerOf(key, here)).toMatchObject({ kind: 'secret' });
    expect(await callerOf(key, elsewhere)).toMatchObject({ kind: 'secret' });
    for (const prefix of (await store.revoke(tenant, 'key_revoked', clock.now()))!)
      here.forget(prefix);
    expect(await here.authenticate(key)).toBeUndefined();
    clock.advance(5_000);
    expect(await elsewhere.authenticate(key)).toBeUndefined();
  });

  it('is revoked only by its own account and mode', async () => {
    const [id] = (await store.list({ merchantId: credentials.account, livemode: false }, 1)).map(
      (key) => key.id,
    );
    const others = [
      { merchantId: credentials.account, livemode: true },
      { merchantId: 'acct_other', livemode: false },
    ];
    for (const tenant of others)
      expect(await store.revoke(tenant, id!, clock.now())).toBeUndefined();
  });
});

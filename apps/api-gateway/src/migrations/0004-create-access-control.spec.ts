import { randomBytes } from 'node:crypto';
import { createDatabase, migrate } from '@ledgerway/platform';
import { ManualClock, testDatabase } from '@ledgerway/testing';
import { ApiKeyStore } from '../auth/api-key-store.js';
import { Authenticator } from '../auth/authenticator.js';
import { newKey, parseKey } from '../auth/key-format.js';
import { KeyHash } from '../auth/key-hash.js';
import { gatewaySecrets } from '../secrets.js';
import { CreateAccountsAndKeys } from './0001-create-accounts-and-keys.js';
import { gatewayDatabase, role, schema } from './index.js';

it('keys that were made before still work, under their ids', async () => {
  const server = await testDatabase('migration');
  const database = createDatabase({ url: server.url, schema, role, applicationName: 'spec' });
  try {
    await migrate({ url: server.url, schema, role, migrations: [CreateAccountsAndKeys] });
    const hash = new KeyHash(gatewaySecrets(randomBytes(32)).keyHash);
    const key = newKey({ kind: 'secret', livemode: false });
    const { prefix, last4 } = parseKey(key)!;
    await database.query("insert into accounts values ('acct_1', 'HK', 'hkd', null, null, 1)");
    await database.query(
      `insert into api_keys (id, account_id, livemode, kind, prefix, hash, last4, created_at)
       values ('key_1', 'acct_1', false, 'secret', $1, $2, $3, 1)`,
      [prefix, hash.of(key), last4],
    );
    await migrate({ url: server.url, ...gatewayDatabase });
    const keys = new ApiKeyStore(database, hash);
    const tokens = { withPrefixes: () => Promise.resolve([]) };
    const authenticator = new Authenticator({ keys, tokens }, hash, new ManualClock());
    expect(await authenticator.authenticate(key)).toMatchObject({
      caller: { kind: 'secret', keyId: 'key_1', tenant: { merchantId: 'acct_1', livemode: false } },
      expiresAtMs: null,
    });
    expect(await keys.find({ merchantId: 'acct_1', livemode: false }, 'key_1')).toMatchObject({
      last4,
      ipAllow: [],
      permissions: null,
    });
  } finally {
    await database.close();
    await server.drop();
  }
});

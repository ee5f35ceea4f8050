// The first account of an installation, and the operator's key: what `credentials.json` holds.
import { randomBytes } from 'node:crypto';
import { deriveCore, idOf } from '@ledgerway/contracts';
import { createDatabase } from '@ledgerway/platform';
import { ApiKeyStore } from '../auth/api-key-store.js';
import { newKey } from '../auth/key-format.js';
import { KeyHash } from '../auth/key-hash.js';
import { role, schema } from '../migrations/index.js';
import { gatewaySecrets } from '../secrets.js';
import { AccountStore, noMoneySettings } from './account-store.js';
import { keyIdOf } from './key-id.js';

/** What the first start makes up and its owner keeps, secrets in clear. */
export type Credentials = {
  readonly account: string;
  readonly publishable_key: string;
  readonly secret_key: string;
  readonly live_publishable_key: string;
  readonly live_secret_key: string;
  readonly operator_key: string;
};

export type ProvisionOptions = {
  /** Of a login that may act as the gateway's role; its schema is up to date. */
  readonly databaseUrl: string;
  readonly masterKey: Buffer;
  /** What an earlier start returned; new ones are made up without it. */
  readonly existing?: Credentials;
};

/** Makes credentials valid. Doing it again at every start changes nothing. */
export async function provisionFirstAccount(options: ProvisionOptions): Promise<Credentials> {
  const nowMs = Date.now();
  const credentials = only(options.existing ?? newCredentials(nowMs));
  const database = createDatabase({
    url: options.databaseUrl,
    schema,
    role,
    applicationName: 'ledgerway provisioning',
    maxConnections: 1,
  });
  const keys = new ApiKeyStore(database, new KeyHash(gatewaySecrets(options.masterKey).keyHash));
  const { account, operator_key, ...merchantKeys } = credentials;
  try {
    await database.transaction(async (transaction) => {
      await new AccountStore(database).add(firstAccount(account, nowMs), transaction);
      const owners = new Map<string, string | null>(
        Object.values(merchantKeys).map((key) => [key, account]),
      ).set(operator_key, null);
      for (const [key, accountId] of owners) {
        const id = keyIdOf(nowMs, key);
        await keys.add({ id, accountId, key, name: null, createdAtMs: nowMs }, transaction);
      }
    });
  } finally {
    await database.close();
  }
  return credentials;
}

function newCredentials(nowMs: number): Credentials {
  const entropy = randomBytes(16).toString('hex');
  return {
    account: idOf('acct', deriveCore(nowMs, 'first account', entropy)),
    publishable_key: newKey({ kind: 'publishable', livemode: false }),
    secret_key: newKey({ kind: 'secret', livemode: false }),
    live_publishable_key: newKey({ kind: 'publishable', livemode: true }),
    live_secret_key: newKey({ kind: 'secret', livemode: true }),
    operator_key: newKey({ kind: 'operator', livemode: true }),
  };
}

/** Of what was kept beside them, the credentials alone. */
const only = (kept: Credentials): Credentials => ({
  account: kept.account,
  publishable_key: kept.publishable_key,
  secret_key: kept.secret_key,
  live_publishable_key: kept.live_publishable_key,
  live_secret_key: kept.live_secret_key,
  operator_key: kept.operator_key,
});

const firstAccount = (id: string, nowMs: number) => ({
  id,
  country: 'HK',
  defaultCurrency: 'hkd',
  email: null,
  businessName: null,
  created: Math.floor(nowMs / 1000),
  ...noMoneySettings,
});

// The keys we issued. Their text is nowhere: a keyed hash, the public start and the last four are.
import type { Tenant } from '@ledgerway/contracts';
import type { Database, Transaction } from '@ledgerway/platform';
import type { IssuedSecret } from './credential.js';
import { parseKey } from './key-format.js';
import type { KeyHash } from './key-hash.js';
import {
  keyOf,
  secretOf,
  type KeyLimits,
  type KeyRow,
  type SecretRow,
  type StoredKey,
} from './stored-key.js';

export type NewStoredKey = Partial<KeyLimits> & {
  readonly id: string;
  readonly accountId: string | null;
  readonly key: string;
  readonly name: string | null;
  readonly createdAtMs: number;
};

/** A new secret for a key, and when the one that it replaces stops working. */
export type Roll = {
  readonly id: string;
  readonly key: string;
  readonly createdAtMs: number;
  readonly retiresAtMs: number;
};

/** How many secrets of one key may work at the same time. */
const maxSecrets = 5;

// The secret comes first: a key whose secret is stored already is not made again under a new id.
const insertSql = `
  with secret as (
    insert into key_secrets (hash, key_id, prefix, last4, created_at)
    values ($1, $2, $3, $4, $5)
    on conflict do nothing
    returning key_id, created_at
  )
  insert into api_keys
    (id, created_at, account_id, livemode, kind, name, permissions, expires_at, ip_allow)
  select key_id, created_at, $6, $7, $8, $9, $10, $11, $12 from secret`;

const columns = `
  key.id, key.account_id, key.livemode, key.kind, key.name, key.permissions, key.ip_allow,
  key.created_at, key.last_used_at, secret.prefix, secret.last4`;

const findSecretsSql = `
  select ${columns}, least(key.expires_at, secret.retires_at) as expires_at, secret.hash
    from key_secrets secret join api_keys key on key.id = secret.key_id
   where secret.prefix = any($1::text[]) and key.revoked_at is null`;

const currentSql = `
  select ${columns}, key.expires_at
    from api_keys key
    join key_secrets secret on secret.key_id = key.id and secret.retires_at is null
   where key.account_id = $1 and key.livemode = $2 and key.revoked_at is null`;
const listSql = `${currentSql} order by key.created_at desc, key.id desc limit $3`;
const findSql = `${currentSql} and key.id = $3`;

const revokeSql = `
  update api_keys set revoked_at = $4
   where account_id = $1 and livemode = $2 and id = $3 and revoked_at is null
  returning array(select prefix from key_secrets where key_id = api_keys.id) as prefixes`;

const lockSql = `
  select id from api_keys
   where account_id = $1 and livemode = $2 and id = $3 and revoked_at is null
     for update`;
const secretsSql = 'select hash, prefix, retires_at from key_secrets where key_id = $1';
const retireSql = `
  update key_secrets set retires_at = $2
   where key_id = $1 and (retires_at is null or retires_at > $2)`;
const addSecretSql = `
  insert into key_secrets (hash, key_id, prefix, last4, created_at) values ($1, $2, $3, $4, $5)`;

// Two gateways see the same key used: the later of the two is what counts.
const usedSql = `
  update api_keys set last_used_at = used.at
    from unnest($1::text[], $2::bigint[]) as used (id, at)
   where api_keys.id = used.id and used.at > coalesce(last_used_at, 0)`;

export class ApiKeyStore {
  constructor(
    private readonly database: Database,
    private readonly hash: KeyHash,
  ) {}

  /** A key that is stored already stays as it is. Throws for a text that is no key of ours. */
  async add(key: NewStoredKey, transaction: Pick<Transaction, 'query'> = this.database.pool) {
    const { kind, livemode, prefix, last4 } = partsOf(key.key);
    await transaction.query(insertSql, [
      this.hash.of(key.key),
      key.id,
      prefix,
      last4,
      key.createdAtMs,
      key.accountId,
      livemode,
      kind,
      key.name,
      key.permissions ?? null,
      key.expiresAtMs ?? null,
      key.ipAllow ?? [],
    ]);
  }

  /** The secrets of keys that are not revoked whose public start is one of these. */
  async withPrefixes(prefixes: readonly string[]): Promise<IssuedSecret[]> {
    const found = await this.database.query<SecretRow>(findSecretsSql, [prefixes]);
    return found.rows.map(secretOf);
  }

  /** Keys of one account and mode that are not revoked, newest first. */
  async list(tenant: Tenant, limit: number): Promise<StoredKey[]> {
    const values = [tenant.merchantId, tenant.livemode, limit];
    return (await this.database.query<KeyRow>(listSql, values)).rows.map(keyOf);
  }

  async find(tenant: Tenant, id: string): Promise<StoredKey | undefined> {
    const values = [tenant.merchantId, tenant.livemode, id];
    return (await this.database.query<KeyRow>(findSql, values)).rows.map(keyOf)[0];
  }

  /** The public starts of what is no longer valid; none if this account has no such key. */
  async revoke(tenant: Tenant, id: string, atMs: number): Promise<string[] | undefined> {
    const values = [tenant.merchantId, tenant.livemode, id, atMs];
    const revoked = await this.database.query<{ prefixes: string[] }>(revokeSql, values);
    return revoked.rows[0]?.prefixes;
  }

  /**
   * Replaces a key's secret. Doing it again with the same one changes nothing.
   *
   * @returns the public starts of the secrets so far; `too_many` if that many still work
   */
  roll(tenant: Tenant, roll: Roll): Promise<string[] | 'too_many' | undefined> {
    const { id, key, createdAtMs, retiresAtMs } = roll;
    const hash = this.hash.of(key);
    const { prefix, last4 } = partsOf(key);
    return this.database.transaction(async (transaction) => {
      const owner = [tenant.merchantId, tenant.livemode, id];
      if ((await transaction.query(lockSql, owner)).rows.length === 0) return undefined;
      const { rows } = await transaction.query<RetiringRow>(secretsSql, [id]);
      const prefixes = rows.map((row) => row.prefix);
      if (rows.some((row) => this.hash.matches(hash, row.hash))) return prefixes;
      const working = rows.filter(({ retires_at: at }) => at === null || Number(at) > createdAtMs);
      if (working.length >= maxSecrets && retiresAtMs > createdAtMs) return 'too_many';
      await transaction.query(retireSql, [id, retiresAtMs]);
      await transaction.query(addSecretSql, [hash, id, prefix, last4, createdAtMs]);
      return prefixes;
    });
  }

  /** Notes when keys were used. What is no API key here is passed over. */
  async noteUse(used: ReadonlyMap<string, number>): Promise<void> {
    await this.database.query(usedSql, [[...used.keys()], [...used.values()]]);
  }
}

function partsOf(key: string) {
  const parsed = parseKey(key);
  if (parsed === undefined) throw new Error('A key to be stored must have the shape of our keys');
  return parsed;
}

type RetiringRow = { hash: Buffer; prefix: string; retires_at: string | null };

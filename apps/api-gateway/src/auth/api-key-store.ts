// The keys we issued. Their text is nowhere: a keyed hash, the public start and the last four are.
import type { Tenant } from '@ledgerway/contracts';
import type { Database, Transaction } from '@ledgerway/platform';
import type { KeyKind } from '../edge/caller.js';
import type { KeyHash } from './key-hash.js';
import { parseKey } from './key-format.js';

export type StoredKey = {
  readonly id: string;
  readonly kind: KeyKind;
  /** Null for the operator. */
  readonly tenant: Tenant | null;
  readonly name: string | null;
  readonly prefix: string;
  readonly hash: Buffer;
  readonly last4: string;
  readonly createdAtMs: number;
};

export type NewStoredKey = {
  readonly id: string;
  readonly accountId: string | null;
  readonly key: string;
  readonly name: string | null;
  readonly createdAtMs: number;
};

const insertSql = `
  insert into api_keys
    (id, account_id, livemode, kind, name, prefix, hash, last4, created_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  on conflict do nothing`;

const columns = 'id, account_id, livemode, kind, name, prefix, hash, last4, created_at';

const findSql = `
  select ${columns} from api_keys where prefix = any($1::text[]) and revoked_at is null`;

const listSql = `
  select ${columns} from api_keys
   where account_id = $1 and livemode = $2 and revoked_at is null
   order by created_at desc, id desc
   limit $3`;

const revokeSql = `
  update api_keys set revoked_at = $4
   where account_id = $1 and livemode = $2 and id = $3 and revoked_at is null
  returning prefix`;

type KeyRow = {
  id: string;
  account_id: string | null;
  livemode: boolean | null;
  kind: KeyKind;
  name: string | null;
  prefix: string;
  hash: Buffer;
  last4: string;
  created_at: string;
};

const keyOf = (row: KeyRow): StoredKey => ({
  id: row.id,
  kind: row.kind,
  tenant:
    row.account_id === null
      ? null
      : { merchantId: row.account_id, livemode: row.livemode as boolean },
  name: row.name,
  prefix: row.prefix,
  hash: row.hash,
  last4: row.last4,
  createdAtMs: Number(row.created_at),
});

export class ApiKeyStore {
  constructor(
    private readonly database: Database,
    private readonly hash: KeyHash,
  ) {}

  /** A key that is stored already stays as it is. Throws for a text that is no key of ours. */
  async add(key: NewStoredKey, transaction: Pick<Transaction, 'query'> = this.database.pool) {
    const parsed = parseKey(key.key);
    if (parsed === undefined) throw new Error('A key to be stored must have the shape of our keys');
    await transaction.query(insertSql, [
      key.id,
      key.accountId,
      parsed.livemode,
      parsed.kind,
      key.name,
      parsed.prefix,
      this.hash.of(key.key),
      parsed.last4,
      key.createdAtMs,
    ]);
  }

  /** Keys in force whose public start is one of these. */
  async withPrefixes(prefixes: readonly string[]): Promise<StoredKey[]> {
    const found = await this.database.query<KeyRow>(findSql, [prefixes]);
    return found.rows.map(keyOf);
  }

  /** Keys in force of one account and mode, newest first. */
  async list(tenant: Tenant, limit: number): Promise<StoredKey[]> {
    const values = [tenant.merchantId, tenant.livemode, limit];
    return (await this.database.query<KeyRow>(listSql, values)).rows.map(keyOf);
  }

  /** The public start of the key that is no longer valid; none if this account has no such key. */
  async revoke(tenant: Tenant, id: string, atMs: number): Promise<string | undefined> {
    const values = [tenant.merchantId, tenant.livemode, id, atMs];
    const revoked = await this.database.query<{ prefix: string }>(revokeSql, values);
    return revoked.rows[0]?.prefix;
  }
}

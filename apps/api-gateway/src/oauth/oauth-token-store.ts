// Access tokens, stored like keys: a keyed hash, the public start and the last four characters.
import type { Permissions } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import type { SecretStore } from '../auth/authenticator.js';
import type { IssuedSecret } from '../auth/credential.js';
import { maskedKey } from '../auth/key-format.js';
import type { Caller } from '../edge/caller.js';

export type NewToken = {
  readonly hash: Buffer;
  readonly clientId: string;
  readonly prefix: string;
  readonly last4: string;
  readonly permissions: Permissions;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
};

export type StoredToken = NewToken & {
  readonly accountId: string;
  readonly livemode: boolean;
  /** The thumbprint of the certificate that it is bound to. */
  readonly certificate: string | null;
};

/** Tokens of one client; beyond it the oldest give way, so that nobody fills the table. */
const maxTokens = 1_000;

const insertSql = `
  insert into oauth_tokens
    (hash, client_id, prefix, last4, permissions, created_at, expires_at)
  values ($1, $2, $3, $4, $5, $6, $7)`;

const pruneSql = `
  delete from oauth_tokens
   where client_id = $1
     and (expires_at <= $2
          or hash in (select hash from oauth_tokens where client_id = $1
                       order by created_at desc offset ${maxTokens}))`;

const workingSql = `
  select token.*, client.account_id, client.livemode, client.certificate_thumbprint
    from oauth_tokens token join oauth_clients client on client.id = token.client_id
   where token.revoked_at is null and client.revoked_at is null`;
const findByPrefixSql = `${workingSql} and token.prefix = any($1::text[])`;
const findByHashSql = `${workingSql} and token.hash = $1`;

const revokeSql = 'update oauth_tokens set revoked_at = $2 where hash = $1 and revoked_at is null';

export class OAuthTokenStore implements SecretStore {
  constructor(private readonly database: Database) {}

  async add(token: NewToken): Promise<void> {
    await this.database.query(insertSql, [
      token.hash,
      token.clientId,
      token.prefix,
      token.last4,
      token.permissions,
      token.createdAtMs,
      token.expiresAtMs,
    ]);
    await this.database.query(pruneSql, [token.clientId, token.createdAtMs - keepExpiredMs]);
  }

  /** Tokens that are not revoked; those that expired lately are still known, as expired. */
  async withPrefixes(prefixes: readonly string[]): Promise<IssuedSecret[]> {
    const { rows } = await this.database.query<Row>(findByPrefixSql, [prefixes]);
    return rows.map((row) => issued(tokenOf(row)));
  }

  async find(hash: Buffer): Promise<StoredToken | undefined> {
    return (await this.database.query<Row>(findByHashSql, [hash])).rows.map(tokenOf)[0];
  }

  async revoke(hash: Buffer, atMs: number): Promise<void> {
    await this.database.query(revokeSql, [hash, atMs]);
  }
}

/** How long a client with an old token is told that it expired, and not that it is unknown. */
const keepExpiredMs = 24 * 60 * 60 * 1000;

type Row = {
  hash: Buffer;
  client_id: string;
  prefix: string;
  last4: string;
  permissions: Permissions;
  created_at: string;
  expires_at: string;
  account_id: string;
  livemode: boolean;
  certificate_thumbprint: string | null;
};

const tokenOf = (row: Row): StoredToken => ({
  hash: row.hash,
  clientId: row.client_id,
  prefix: row.prefix,
  last4: row.last4,
  permissions: row.permissions,
  createdAtMs: Number(row.created_at),
  expiresAtMs: Number(row.expires_at),
  accountId: row.account_id,
  livemode: row.livemode,
  certificate: row.certificate_thumbprint,
});

function issued(token: StoredToken): IssuedSecret {
  const { prefix, hash, expiresAtMs, permissions } = token;
  const caller: Caller = {
    kind: 'restricted',
    keyId: token.clientId,
    masked: maskedKey(prefix, token.last4),
    tenant: { merchantId: token.accountId, livemode: token.livemode },
    permissions,
  };
  const credential = { caller, expiresAtMs, addresses: null, boundTo: token.certificate };
  return { prefix, hash, credential };
}

// The OAuth clients of an account: programs that exchange their secret for short-lived tokens.
import type { Permissions, Tenant } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';

export type OAuthClient = {
  readonly id: string;
  readonly tenant: Tenant;
  readonly name: string | null;
  readonly secretHash: Buffer;
  readonly secretLast4: string;
  /** The most that a token of this client may do. */
  readonly permissions: Permissions;
  readonly tokenTtlSeconds: number;
  /** The thumbprint of the certificate that its tokens are bound to. */
  readonly certificate: string | null;
  readonly createdAtMs: number;
};

const insertSql = `
  insert into oauth_clients
    (id, account_id, livemode, name, secret_hash, secret_last4, permissions, token_ttl_seconds,
     certificate_thumbprint, created_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  on conflict (id) do nothing`;

const listSql = `
  select * from oauth_clients
   where account_id = $1 and livemode = $2 and revoked_at is null
   order by created_at desc, id desc
   limit $3`;

const findSql = 'select * from oauth_clients where id = $1 and revoked_at is null';

const revokeSql = `
  update oauth_clients set revoked_at = $2
   where id = $1 and revoked_at is null
  returning array(select prefix from oauth_tokens where client_id = oauth_clients.id) as prefixes`;

export class OAuthClientStore {
  constructor(private readonly database: Database) {}

  /** A client that is stored already stays as it is. */
  async add({ tenant, ...client }: OAuthClient): Promise<void> {
    await this.database.query(insertSql, [
      client.id,
      tenant.merchantId,
      tenant.livemode,
      client.name,
      client.secretHash,
      client.secretLast4,
      client.permissions,
      client.tokenTtlSeconds,
      client.certificate,
      client.createdAtMs,
    ]);
  }

  /** Clients in force of one account and mode, newest first. */
  async list(tenant: Tenant, limit: number): Promise<OAuthClient[]> {
    const values = [tenant.merchantId, tenant.livemode, limit];
    return (await this.database.query<Row>(listSql, values)).rows.map(clientOf);
  }

  /** Of any account: who asks has to compare its tenant. */
  async find(id: string): Promise<OAuthClient | undefined> {
    return (await this.database.query<Row>(findSql, [id])).rows.map(clientOf)[0];
  }

  /** The public starts of its tokens, none of which works any more. */
  async revoke(id: string, atMs: number): Promise<string[]> {
    const { rows } = await this.database.query<{ prefixes: string[] }>(revokeSql, [id, atMs]);
    return rows[0]?.prefixes ?? [];
  }
}

type Row = {
  id: string;
  account_id: string;
  livemode: boolean;
  name: string | null;
  secret_hash: Buffer;
  secret_last4: string;
  permissions: Permissions;
  token_ttl_seconds: number;
  certificate_thumbprint: string | null;
  created_at: string;
};

const clientOf = (row: Row): OAuthClient => ({
  id: row.id,
  tenant: { merchantId: row.account_id, livemode: row.livemode },
  name: row.name,
  secretHash: row.secret_hash,
  secretLast4: row.secret_last4,
  permissions: row.permissions,
  tokenTtlSeconds: row.token_ttl_seconds,
  certificate: row.certificate_thumbprint,
  createdAtMs: Number(row.created_at),
});

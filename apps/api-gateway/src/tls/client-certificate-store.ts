// The certificates that stand for an account: which one, in which mode, and what they may do.
import type { Permissions, Tenant } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import type { Caller } from '../edge/caller.js';

export type ClientCertificate = {
  readonly id: string;
  readonly tenant: Tenant;
  readonly name: string | null;
  /** SHA-256 of the DER, in hex. */
  readonly thumbprint: string;
  readonly subject: string;
  readonly serialNumber: string;
  readonly permissions: Permissions;
  readonly notAfterMs: number;
  readonly createdAtMs: number;
};

/** For whom a connection with a certificate speaks. `revoked`: for nobody any more. */
export type BoundCertificate = { readonly caller: Caller; readonly revoked: boolean };

const insertSql = `
  insert into client_certificates
    (id, account_id, livemode, name, thumbprint, subject, serial_number, permissions, not_after,
     created_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  on conflict do nothing`;

// One that was bound again after it was revoked is bound.
const boundSql = `
  select distinct on (thumbprint) *
    from client_certificates
   where thumbprint = any($1::text[])
   order by thumbprint, revoked_at nulls first`;

const ownSql = `
  select * from client_certificates
   where account_id = $1 and livemode = $2 and revoked_at is null`;
const listSql = `${ownSql} order by created_at desc, id desc limit $3`;

const findSql = 'select * from client_certificates where id = $1 and revoked_at is null';

const revokeSql = `
  update client_certificates set revoked_at = $2 where id = $1 and revoked_at is null`;

export class ClientCertificateStore {
  constructor(private readonly database: Database) {}

  /** False if another binding has this certificate already. A repeated call changes nothing. */
  async add(certificate: ClientCertificate): Promise<boolean> {
    const { tenant, createdAtMs, ...rest } = certificate;
    await this.database.query(insertSql, [
      rest.id,
      tenant.merchantId,
      tenant.livemode,
      rest.name,
      rest.thumbprint,
      rest.subject,
      rest.serialNumber,
      rest.permissions,
      rest.notAfterMs,
      createdAtMs,
    ]);
    return (await this.find(rest.id)) !== undefined;
  }

  /** Also what was revoked: it is refused even beside a valid key. */
  async bound(thumbprints: readonly string[]): Promise<Map<string, BoundCertificate>> {
    const { rows } = await this.database.query<Row>(boundSql, [thumbprints]);
    return new Map(rows.map((row) => [row.thumbprint, boundOf(row)]));
  }

  /** Bindings in force of one account and mode, newest first. */
  async list(tenant: Tenant, limit: number): Promise<ClientCertificate[]> {
    const values = [tenant.merchantId, tenant.livemode, limit];
    return (await this.database.query<Row>(listSql, values)).rows.map(certificateOf);
  }

  /** Of any account: who asks has to compare its tenant. */
  async find(id: string): Promise<ClientCertificate | undefined> {
    return (await this.database.query<Row>(findSql, [id])).rows.map(certificateOf)[0];
  }

  async revoke(id: string, atMs: number): Promise<void> {
    await this.database.query(revokeSql, [id, atMs]);
  }
}

type Row = {
  id: string;
  account_id: string;
  livemode: boolean;
  name: string | null;
  thumbprint: string;
  subject: string;
  serial_number: string;
  permissions: Permissions;
  not_after: string;
  created_at: string;
  revoked_at: string | null;
};

const certificateOf = (row: Row): ClientCertificate => ({
  id: row.id,
  tenant: { merchantId: row.account_id, livemode: row.livemode },
  name: row.name,
  thumbprint: row.thumbprint,
  subject: row.subject,
  serialNumber: row.serial_number,
  permissions: row.permissions,
  notAfterMs: Number(row.not_after),
  createdAtMs: Number(row.created_at),
});

function boundOf(row: Row): BoundCertificate {
  const { id: keyId, tenant, permissions, thumbprint } = certificateOf(row);
  const masked = `cert_****${thumbprint.slice(-4)}`;
  const caller: Caller = { kind: 'restricted', keyId, masked, tenant, permissions };
  return { caller, revoked: row.revoked_at !== null };
}

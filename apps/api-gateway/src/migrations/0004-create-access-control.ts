import { sqlMigration } from '@ledgerway/platform';

// A key keeps its id when its secret is replaced, so secrets have rows of their own: the current one
// and those that still work for a while. Tokens and certificates are found as quickly as keys are.
export const CreateAccessControl = sqlMigration(
  4,
  'CreateAccessControl',
  `
  create table key_secrets (
    hash bytea primary key,
    key_id text collate "C" not null references api_keys (id),
    prefix text collate "C" not null,
    last4 text not null,
    created_at bigint not null,
    retires_at bigint
  );
  comment on column key_secrets.retires_at is 'when a secret that was replaced stops working';
  insert into key_secrets (hash, key_id, prefix, last4, created_at)
    select hash, id, prefix, last4, created_at from api_keys;
  create index key_secrets_prefix on key_secrets (prefix);
  create unique index key_secrets_current on key_secrets (key_id) where retires_at is null;
  create index key_secrets_key on key_secrets (key_id);

  alter table api_keys
    drop column hash,
    drop column prefix,
    drop column last4,
    drop constraint api_keys_kind_check,
    add check (kind in ('operator', 'publishable', 'restricted', 'secret')),
    add column permissions jsonb,
    add column expires_at bigint,
    add column ip_allow text[] not null default '{}',
    add column last_used_at bigint,
    add check ((kind = 'restricted') = (permissions is not null));
  comment on column api_keys.ip_allow is 'CIDRs; none: from anywhere';

  create table oauth_clients (
    id text collate "C" primary key,
    account_id text collate "C" not null references accounts (id),
    livemode boolean not null,
    name text,
    secret_hash bytea not null,
    secret_last4 text not null,
    permissions jsonb not null,
    token_ttl_seconds integer not null,
    certificate_thumbprint text,
    created_at bigint not null,
    revoked_at bigint
  );
  comment on column oauth_clients.certificate_thumbprint is 'its tokens need this certificate';
  create index oauth_clients_account on oauth_clients (account_id, livemode, created_at);

  create table oauth_tokens (
    hash bytea primary key,
    client_id text collate "C" not null references oauth_clients (id),
    prefix text collate "C" not null,
    last4 text not null,
    permissions jsonb not null,
    created_at bigint not null,
    expires_at bigint not null,
    revoked_at bigint
  );
  create index oauth_tokens_prefix on oauth_tokens (prefix);
  create index oauth_tokens_client on oauth_tokens (client_id, created_at);

  create table client_certificates (
    id text collate "C" primary key,
    account_id text collate "C" not null references accounts (id),
    livemode boolean not null,
    name text,
    thumbprint text collate "C" not null,
    subject text not null,
    serial_number text not null,
    permissions jsonb not null,
    not_after bigint not null,
    created_at bigint not null,
    revoked_at bigint
  );
  comment on column client_certificates.thumbprint is 'SHA-256 of the DER, in hex';
  create unique index client_certificates_bound on client_certificates (thumbprint)
    where revoked_at is null;
  create index client_certificates_thumbprint on client_certificates (thumbprint);
  create index client_certificates_account on client_certificates (account_id, livemode, created_at);

  grant select, insert, update (retires_at) on key_secrets to ledgerway_gateway;
  grant update (last_used_at) on api_keys to ledgerway_gateway;
  grant select, insert, update (revoked_at) on oauth_clients to ledgerway_gateway;
  grant select, insert, update (revoked_at), delete on oauth_tokens to ledgerway_gateway;
  grant select, insert, update (revoked_at) on client_certificates to ledgerway_gateway;
  `,
);

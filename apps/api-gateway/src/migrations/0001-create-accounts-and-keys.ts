import { sqlMigration } from '@ledgerway/platform';

// Times are milliseconds since the epoch. A key's text is nowhere in the database.
export const CreateAccountsAndKeys = sqlMigration(
  1,
  'CreateAccountsAndKeys',
  `
  create table accounts (
    id text collate "C" primary key,
    country text not null,
    default_currency text not null,
    email text,
    business_name text,
    created_at bigint not null
  );

  create table api_keys (
    id text collate "C" primary key,
    account_id text collate "C" references accounts (id),
    livemode boolean,
    kind text not null check (kind in ('operator', 'publishable', 'secret')),
    name text,
    prefix text collate "C" not null,
    hash bytea not null unique,
    last4 text not null,
    created_at bigint not null,
    revoked_at bigint,
    check ((kind = 'operator') = (account_id is null)),
    check ((kind = 'operator') = (livemode is null))
  );
  create index api_keys_prefix on api_keys (prefix) where revoked_at is null;
  create index api_keys_account on api_keys (account_id, livemode, created_at);

  grant select, insert on accounts to ledgerway_gateway;
  grant select, insert, update (revoked_at) on api_keys to ledgerway_gateway;
  `,
);

import { sqlMigration } from '@ledgerway/platform';

// Unlogged: writing it waits for no disk and adds nothing to the write-ahead log. A crash of the
// database empties it, and an empty quota is one that has refilled: less than a second's difference.
export const CreateRateQuotas = sqlMigration(
  5,
  'CreateRateQuotas',
  `
  create unlogged table rate_quotas (
    account_id text collate "C" not null,
    livemode boolean not null,
    reads double precision not null default 0,
    writes double precision not null default 0,
    at_ms bigint not null default 0,
    slots jsonb not null default '{}',
    primary key (account_id, livemode)
  ) with (fillfactor = 50);
  comment on column rate_quotas.reads is 'requests left at at_ms; below zero: owed';
  comment on column rate_quotas.slots is 'by gateway: how many it may have under way, and as of when';

  alter table accounts
    add column rate_limit_reads integer check (rate_limit_reads > 0),
    add column rate_limit_writes integer check (rate_limit_writes > 0),
    add column rate_limit_concurrency integer check (rate_limit_concurrency > 0);
  comment on column accounts.rate_limit_reads is 'per second; null: what the installation gives';

  grant select, insert, update on rate_quotas to ledgerway_gateway;
  grant update (rate_limit_reads, rate_limit_writes, rate_limit_concurrency) on accounts
    to ledgerway_gateway;
  `,
);

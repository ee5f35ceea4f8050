import { sqlMigration } from '@ledgerway/platform';

// Times are milliseconds since the epoch, in the test mode of the account.
export const CreateTestClocks = sqlMigration(
  10,
  'CreateTestClocks',
  `
  create table test_clocks (
    id text collate "C" primary key,
    account_id text collate "C" not null references accounts (id),
    name text,
    frozen_at bigint not null,
    created_at bigint not null,
    deleted_at bigint
  );
  create index test_clocks_account on test_clocks (account_id, created_at) where deleted_at is null;

  grant select, insert, update (frozen_at, deleted_at) on test_clocks to ledgerway_gateway;
  `,
);

// When the invariants were last checked, so that a restart does not begin the day's check anew.
import { sqlMigration } from '@ledgerway/platform';
import { role } from './schema.js';

export const addVerifications = sqlMigration(
  9,
  'AddVerifications',
  `
  create table verifications (
    kind text primary key check (kind in ('sample', 'full')),
    ended_ms bigint not null,
    violations integer not null
  );
  comment on table verifications is 'The last run of each kind, by whichever process';
  grant select, insert, update on verifications to ${role};
  `,
);

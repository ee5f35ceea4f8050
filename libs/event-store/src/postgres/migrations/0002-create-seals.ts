// Seals, and the list of the forms in which events were ever written.
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { logReaderRole, paymentsRole } from '../schema.js';

// Each of the two keys alone forbids a fork: a position is the end of one seal only, and only one
// seal follows it. A seal is written once: nobody but the owner of the table may change one.
const sealsSql = `
create table seals (
  part smallint not null,
  after_pos bigint not null,
  through_pos bigint not null check (through_pos > after_pos),
  root bytea not null check (length(root) = 32),
  previous bytea not null check (length(previous) = 32),
  sealed_at_ms bigint not null,
  signature bytea not null,
  marks bytea not null,
  primary key (part, through_pos),
  unique (part, after_pos)
);
alter table seals alter column marks set storage external;
comment on column seals.marks is 'The first 8 bytes of each event''s hash, which say where a root does not fit';

grant select, insert on seals to ${paymentsRole};
grant select on seals to ${logReaderRole};
`;

// The log is read once, now; from here on a writer adds its form before it first uses it.
const formsSql = `
create table stored_forms (
  type text not null,
  schema_version smallint not null,
  primary key (type, schema_version)
);
comment on table stored_forms is 'Every form that an event of the log may have; a program that cannot read one must not start';
insert into stored_forms select distinct type, schema_version from events;

grant select, insert on stored_forms to ${paymentsRole};
grant select on stored_forms to ${logReaderRole};
`;

export class CreateSeals0000000000002 implements MigrationInterface {
  readonly name = 'CreateSeals0000000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(sealsSql + formsSql);
  }

  async down(): Promise<void> {
    throw new Error('The event log is never dropped by a migration');
  }
}

// The event log, with the head of every partition that orders and fences its one writer.
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { logReaderRole, paymentsRole } from '../schema.js';

// Every partition number has its place from the start, so an installation of any size needs no
// further table. Sixteen tables keep their indexes small and their vacuums short.
const children = Array.from({ length: 16 }, (_, child) => {
  const parts = Array.from({ length: 16 }, (_, row) => child + 16 * row);
  const name = `events_${String(child).padStart(2, '0')}`;
  return `create table ${name} partition of events for values in (${parts.join(', ')});`;
});

const tablesSql = `
create table installation (
  only_one boolean primary key default true check (only_one),
  partitions smallint not null check (partitions between 1 and 256),
  installed_at timestamptz not null default now()
);

-- The low fill factor leaves room in the page for the next versions of a row that changes with
-- every append, so no update touches an index.
create table heads (
  part smallint primary key check (part between 0 and 255),
  pos bigint not null default 0,
  epoch bigint not null default 0,
  owner text,
  cmd_offset bigint not null default 0
) with (fillfactor = 10);

-- The partition is in every unique key, as PostgreSQL demands of a partitioned table. It costs
-- nothing: a stream and its commands stay in one partition for ever.
create table events (
  part smallint not null,
  pos bigint not null,
  stream_id uuid not null,
  version integer not null,
  type text not null,
  schema_version smallint not null,
  command_id uuid not null,
  cmd_seq smallint not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  data bytea not null,
  meta text not null,
  hash bytea not null,
  primary key (part, pos),
  unique (part, stream_id, version)
) partition by list (part);

${children.join('\n')}

-- The backstop against a command that is applied twice: only one event can be its first.
create unique index events_command on events (part, command_id) where cmd_seq = 0;

create table snapshots (
  part smallint not null,
  stream_id uuid not null,
  version integer not null,
  schema_version smallint not null,
  state bytea not null,
  hash bytea not null,
  primary key (part, stream_id)
);

create table parked (
  part smallint not null,
  cmd_offset bigint not null,
  stream_id uuid not null,
  reason text not null,
  value bytea not null,
  parked_at timestamptz not null default now(),
  primary key (part, cmd_offset, stream_id)
);
`;

// The reporting service may be installed later than this one, or never. Another database of the
// cluster may create the same role at this moment.
const readerRoleSql = `
do $$ begin
  if not exists (select from pg_roles where rolname = '${logReaderRole}') then
    create role ${logReaderRole} nologin;
  end if;
exception when duplicate_object or unique_violation then null;
end $$;
`;

const grantsSql = `
grant select, insert on installation, events to ${paymentsRole};
grant select, insert, update on heads to ${paymentsRole};
grant select, insert, update, delete on snapshots to ${paymentsRole};
grant select, insert, delete on parked to ${paymentsRole};
grant select on installation, heads, events to ${logReaderRole};
do $$ begin execute format('grant usage on schema %I to ${logReaderRole}', current_schema()); end $$;
`;

export class CreateEventLog0000000000001 implements MigrationInterface {
  readonly name = 'CreateEventLog0000000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tablesSql);
    await runner.query(readerRoleSql);
    await runner.query(grantsSql);
  }

  async down(): Promise<void> {
    throw new Error('The event log is never dropped by a migration');
  }
}

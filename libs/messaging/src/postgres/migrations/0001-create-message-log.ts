// A TypeORM migration, by its shape: nothing else here needs the package.
import { role } from '../schema.js';

const tablesSql = `
create table topics (
  topic_id smallint generated always as identity primary key,
  topic text not null unique,
  partitions integer not null check (partitions > 0),
  retention_ms bigint not null check (retention_ms > 0)
);

-- Hands out offsets. The low fill factor keeps room for the next versions of a row in its page.
create table heads (
  topic_id smallint not null references topics,
  partition integer not null,
  first_offset bigint not null default 0,
  next_offset bigint not null default 0,
  primary key (topic_id, partition)
) with (fillfactor = 10);

-- Headers are JSON text, or empty. They are read by no statement, so they stay bytes.
create table records (
  topic_id smallint not null,
  partition integer not null,
  record_offset bigint not null,
  written_at timestamptz not null,
  headers bytea not null,
  value bytea not null,
  primary key (topic_id, partition, record_offset)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.5);

-- Values are read once or twice, soon after they were written: not worth packing.
alter table records alter column value set storage external;

create table committed_offsets (
  group_name text not null,
  topic_id smallint not null references topics,
  partition integer not null,
  next_offset bigint not null,
  primary key (group_name, topic_id, partition)
) with (fillfactor = 50);

grant select, insert, update, delete on topics, heads, records, committed_offsets to ${role};
`;

type Runner = { query(sql: string): Promise<unknown> };

export class CreateMessageLog0000000000001 {
  readonly name = 'CreateMessageLog0000000000001';

  async up(runner: Runner): Promise<void> {
    await runner.query(tablesSql);
  }

  async down(): Promise<void> {
    throw new Error('The message log cannot be un-created; drop its schema instead');
  }
}

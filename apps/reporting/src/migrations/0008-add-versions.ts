// Two versions of the read models side by side: the one that is read lies in this schema, the one
// that is built anew (or was read before) lies in the standby schema, made by the same migrations.
import { sqlMigration } from '@ledgerway/platform';
import { role } from './schema.js';

const tablesSql = `
create table versions (
  single boolean primary key default true check (single),
  live integer not null default 1,
  standby integer,
  standby_state text not null default 'empty'
    check (standby_state in ('empty', 'building', 'built', 'kept')),
  last integer not null default 1,
  check ((standby is null) = (standby_state = 'empty'))
);
comment on column versions.standby_state is
  'building: not caught up yet; built: caught up once; kept: it was live before the last exchange';
comment on column versions.last is 'The highest number that a version has had';
insert into versions default values;

create table version_jobs (
  id text collate "C" primary key,
  seq bigint generated always as identity,
  kind text not null check (kind in ('rebuild', 'compare', 'swap', 'rollback')),
  options jsonb not null,
  status text not null default 'pending'
    check (status in ('pending', 'running', 'succeeded', 'failed', 'canceled')),
  progress jsonb,
  comparison jsonb,
  failure text,
  created_ms bigint not null
);
create unique index version_jobs_one_at_a_time on version_jobs ((true))
  where status in ('pending', 'running');
`;

// The read models here and those in the standby schema change places; all of them at once, since
// nobody can use one before the commit. Read models are the relations that name the partition of
// their rows; the list of migrations that made them goes with them. Indexes, triggers and grants go
// with their table. There is nothing to choose: the role of the service owns nothing, and this is
// all that it may move.
//
// Whoever waits for the locks meanwhile finds the other table under the name when it goes on: names
// are looked up again after a wait, and every statement then sees what is committed.
const exchangeSql = `
create function exchange_versions() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  own oid;
  here text;
  standby text;
  moving text;
  relation record;
  read_models constant text := 'select c.relname
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = $1 and c.relkind in (''r'', ''v'') and (c.relname = ''migrations''
      or exists (select from pg_attribute a where a.attrelid = c.oid
                 and a.attname = ''partition'' and not a.attisdropped))
    order by c.relname <> ''positions'', c.relname';
begin
  get diagnostics own = pg_routine_oid;
  select nspname into here
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.oid = own;
  standby := here || '_standby';
  moving := here || '_moving';
  -- Positions come first: who reads tables for long has begun with them.
  for relation in execute read_models using here loop
    execute format('lock table %I.%I in access exclusive mode', here, relation.relname);
  end loop;
  execute format('create schema %I', moving);
  for relation in execute read_models using here loop
    execute format('alter table %I.%I set schema %I', here, relation.relname, moving);
  end loop;
  for relation in execute read_models using standby loop
    execute format('alter table %I.%I set schema %I', standby, relation.relname, here);
  end loop;
  for relation in execute read_models using moving loop
    execute format('alter table %I.%I set schema %I', moving, relation.relname, standby);
  end loop;
  execute format('drop schema %I', moving);
end $$;
revoke all on function exchange_versions from public;
`;

// Every read model names the partition of its rows. A table that was just filled is analyzed before
// it is read; that is a right of its owner, which the service gets for these tables alone.
const grantsSql = `
grant select, update on versions to ${role};
grant select, insert, update on version_jobs to ${role};
grant select on migrations to ${role};
grant execute on function exchange_versions to ${role};
do $$
declare
  name text;
begin
  for name in select table_name from information_schema.columns
    where table_schema = current_schema and column_name = 'partition'
      and table_name in (select tablename from pg_tables where schemaname = current_schema)
  loop
    execute format('grant maintain on %I to ${role}', name);
  end loop;
end $$;
`;

export const addVersions = sqlMigration(8, 'AddVersions', tablesSql + exchangeSql + grantsSql);

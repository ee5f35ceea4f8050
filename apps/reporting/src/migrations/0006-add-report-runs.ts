// Runs of reports and their files. They are no read models: the log does not say what they hold, so
// no rebuild touches them.
import { sqlMigration } from '@ledgerway/platform';
import { role } from './schema.js';

const tablesSql = `
create table report_runs (
  id text collate "C" primary key,
  merchant_id text collate "C" not null,
  livemode boolean not null,
  created_ms bigint not null,
  report_type text not null,
  parameters json not null,
  files_url text not null,
  told_to_fail text,
  after json not null,
  status text not null default 'pending' check (status in ('pending', 'succeeded', 'failed')),
  attempts integer not null default 0,
  ended_ms bigint,
  failure text,
  size bigint,
  announced boolean not null default false,
  constraint ended_as_it_says check (
    (status = 'pending') = (ended_ms is null)
    and (status = 'failed') = (failure is not null)
    and (status = 'succeeded') = (size is not null))
);
comment on column report_runs.told_to_fail is
  'In test mode: the run fails with this message';
comment on column report_runs.after is
  'Positions that the read models must have reached before it is read';
comment on column report_runs.announced is
  'The merchant''s stream has been told how it ended';
create index report_runs_listed on report_runs (merchant_id, livemode, created_ms, id);
create index report_runs_open on report_runs (created_ms) where status = 'pending' or not announced;

create table report_parts (
  run_id text collate "C" not null references report_runs on delete cascade,
  part integer not null,
  content text not null,
  primary key (run_id, part)
);
`;

const grantsSql = `
grant select, insert, update, delete on report_runs to ${role};
grant select, insert, delete on report_parts to ${role};
`;

export const addReportRuns = sqlMigration(6, 'AddReportRuns', tablesSql + grantsSql);

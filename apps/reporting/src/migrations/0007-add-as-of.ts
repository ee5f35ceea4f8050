// Balances of the past: when each entry counts, and what each account's entries add up to in short
// ranges of the log and of time. Entries of before lack both: everything is emptied, and the service
// makes it again from the log.
import { sqlMigration } from '@ledgerway/platform';
import { role } from './schema.js';

const emptySql = `
do $$
declare
  model text;
begin
  for model in
    select c.relname from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'partition' and not a.attisdropped
    where c.relnamespace = current_schema::regnamespace and c.relkind = 'r'
      and c.relname <> 'positions'
  loop
    execute format('truncate %I', model);
  end loop;
end $$;
update positions set position = 0, topic_offset = null;
`;

// Rows of an account lie together, so a balance reads one range of the index.
const tablesSql = `
alter table entries add column effective_ms bigint not null;
comment on column entries.effective_ms is
  'When the money counts: the value date of what a bank says, else the time of the event';

create table balance_sums (
  account text collate "C" not null,
  livemode boolean not null,
  partition smallint not null,
  block bigint not null,
  day integer not null,
  currency text collate "C" not null,
  layer text not null,
  amount bigint not null,
  primary key (account, livemode, partition, block, day, currency, layer)
) with (fillfactor = 80);
comment on table balance_sums is 'What an account’s postings add up to; a debit is positive';
comment on column balance_sums.block is 'position / 512';
comment on column balance_sums.day is 'effective_ms / 86400000: days since 1970-01-01, UTC';
`;

const grantsSql = `
grant select, insert, update, truncate on balance_sums to ${role};
`;

export const addAsOf = sqlMigration(7, 'AddAsOf', emptySql + tablesSql + grantsSql);

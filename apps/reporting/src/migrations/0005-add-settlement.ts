// Settlement: what the acquirer and the bank say, what of ours it is compared with, and the breaks.
// Captures of before belong there too: everything is emptied, and the service makes it again from
// the log.
import { sqlMigration } from '@ledgerway/platform';
import { role } from './schema.js';

const emptySql = `
truncate charges, refunds, entries, balances, balance_transactions, payment_intents, setup_intents,
  customers, payment_methods, disputes, payouts, payout_coverages;
update positions set position = 0, topic_offset = null;
`;

const filesSql = `
create table settlement_movements (
  id text collate "C" primary key,
  partition smallint not null,
  livemode boolean not null,
  acquirer text not null,
  type text not null,
  reference text collate "C" not null,
  merchant_reference text collate "C" not null,
  currency text not null,
  amount bigint not null,
  at_ms bigint not null
);
comment on column settlement_movements.amount is 'Minor units; what the acquirer owes is positive';
create index settlement_movements_by_reference on settlement_movements (reference, type);

create table settlement_batches (
  id text collate "C" primary key,
  partition smallint not null,
  position bigint not null,
  livemode boolean not null,
  acquirer text not null,
  batch text not null,
  currency text not null,
  file_hash text not null,
  lines integer not null,
  gross bigint not null,
  net bigint not null,
  commission bigint not null,
  markup bigint not null,
  scheme_fees bigint not null,
  interchange bigint not null,
  imported_ms bigint not null,
  received_ms bigint,
  entry_id text,
  statement_id text
) with (fillfactor = 80);
create index settlement_batches_listed on settlement_batches (imported_ms, id);

create table settlement_lines (
  id text collate "C" primary key,
  partition smallint not null,
  livemode boolean not null,
  acquirer text not null,
  batch_id text collate "C" not null,
  number integer not null,
  type text not null,
  psp_reference text not null,
  merchant_reference text collate "C" not null,
  reference text collate "C" not null,
  method text not null,
  created_ms bigint not null,
  gross_currency text not null,
  gross bigint not null,
  net bigint not null,
  rate text,
  commission bigint not null,
  markup bigint not null,
  scheme_fees bigint not null,
  interchange bigint not null,
  imported_ms bigint not null
);
create index settlement_lines_of_batch on settlement_lines (batch_id, number);
create index settlement_lines_by_reference on settlement_lines (reference, type);
`;

const bankSql = `
create table bank_statements (
  id text collate "C" primary key,
  partition smallint not null,
  livemode boolean not null,
  acquirer text not null,
  account text not null,
  statement text not null,
  kind text not null,
  currency text not null,
  file_hash text not null,
  imported_ms bigint not null
);

create table bank_entries (
  id text collate "C" primary key,
  partition smallint not null,
  statement_id text collate "C" not null,
  number integer not null,
  batch_id text collate "C",
  bank_reference text not null,
  amount bigint not null,
  currency text not null,
  value_ms bigint not null,
  text text not null
);
create index bank_entries_of_statement on bank_entries (statement_id, number);

create table settlement_breaks (
  id text collate "C" primary key,
  partition smallint not null,
  position bigint not null,
  livemode boolean not null,
  kind text,
  currency text,
  amount bigint,
  expected bigint,
  acquirer text,
  batch_id text collate "C",
  statement_id text collate "C",
  reference text,
  found_ms bigint not null,
  owner text,
  resolution text,
  note text,
  open json not null
) with (fillfactor = 80);
comment on column settlement_breaks.kind is 'Null if it is only seen by comparing lines and movements';
`;

const grantsSql = `
grant select, insert, truncate
  on settlement_movements, settlement_batches, settlement_lines, bank_statements, bank_entries,
     settlement_breaks to ${role};
grant update on settlement_batches, settlement_breaks to ${role};
`;

export const addSettlement = sqlMigration(
  5,
  'AddSettlement',
  emptySql + filesSql + bankSql + grantsSql,
);

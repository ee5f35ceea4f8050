// The read models of the event log. Each table names the log partition of its rows: a partition has
// one writer, so no row is contended, and one partition's state can be compared by itself.
import { sqlMigration } from '@ledgerway/platform';
import { role } from './schema.js';

// Rows that change with every commit get pages with room, so that no update touches an index.
// Ids are compared byte by byte: the order of a list must not depend on a locale.
const tablesSql = `
create table positions (
  partition smallint primary key,
  position bigint not null default 0,
  topic_offset bigint
) with (fillfactor = 10);
comment on column positions.topic_offset is 'The next record to read of the events topic, if known';

create table charges (
  id text collate "C" primary key,
  partition smallint not null,
  stream_id uuid not null,
  version integer not null,
  position bigint not null,
  merchant_id text collate "C" not null,
  livemode boolean not null,
  created_ms bigint not null,
  customer text,
  transfer_group text,
  status text not null,
  currency text not null,
  authorized bigint not null,
  captured bigint not null,
  refunded bigint not null,
  charge json not null,
  constraint amounts_in_order
    check (0 <= refunded and refunded <= captured and captured <= authorized)
) with (fillfactor = 80);
create index charges_listed on charges (merchant_id, livemode, created_ms, id);
create index charges_of_customer on charges (merchant_id, livemode, customer, created_ms, id)
  where customer is not null;
create index charges_of_transfer_group
  on charges (merchant_id, livemode, transfer_group, created_ms, id)
  where transfer_group is not null;

create table refunds (
  id text collate "C" primary key,
  partition smallint not null,
  charge_id text collate "C" not null,
  merchant_id text collate "C" not null,
  livemode boolean not null,
  created_ms bigint not null
);
create index refunds_listed on refunds (merchant_id, livemode, created_ms, id);
create index refunds_of_charge on refunds (charge_id);

create table balances (
  account text collate "C" not null,
  livemode boolean not null,
  currency text collate "C" not null,
  layer text not null,
  partition smallint not null,
  debit bigint not null check (debit >= 0),
  credit bigint not null check (credit >= 0),
  primary key (account, livemode, currency, layer, partition)
) with (fillfactor = 50);

create table balance_transactions (
  id text collate "C" primary key,
  partition smallint not null,
  merchant_id text collate "C" not null,
  livemode boolean not null,
  created_ms bigint not null,
  available_ms bigint not null,
  type text not null,
  amount bigint not null,
  fee bigint not null,
  currency text not null,
  source text collate "C" not null,
  description text
);
create index balance_transactions_listed
  on balance_transactions (merchant_id, livemode, created_ms, id);
create index balance_transactions_of_source on balance_transactions (source);
`;

// An entry and its legs are one row, so half an entry cannot exist. Leg n is the n-th element of
// each array; a debit is positive, a credit negative. The balance is checked once per statement:
// a check per row would start a query for each entry.
const journalSql = `
create table entries (
  partition smallint not null,
  position bigint not null,
  stream_id uuid not null,
  version integer not null,
  event text not null,
  merchant_id text collate "C" not null,
  livemode boolean not null,
  created_ms bigint not null,
  accounts text[] not null,
  layers text[] not null,
  currencies text[] not null,
  amounts bigint[] not null,
  primary key (partition, position),
  constraint whole_legs check (
    cardinality(amounts) > 1 and cardinality(accounts) = cardinality(amounts)
    and cardinality(layers) = cardinality(amounts)
    and cardinality(currencies) = cardinality(amounts)
    and array_position(amounts, null) is null and array_position(accounts, null) is null
    and array_position(layers, null) is null and array_position(currencies, null) is null)
);
create index entries_listed on entries (merchant_id, livemode, created_ms, partition, position);
create index entries_by_time on entries (created_ms, partition, position);

create view postings as
select e.partition, e.position, e.stream_id, e.event, e.merchant_id, e.livemode, e.created_ms,
       leg.account, leg.layer, leg.currency, leg.amount
from entries e,
     unnest(e.accounts, e.layers, e.currencies, e.amounts)
       as leg (account, layer, currency, amount);

create function refuse_unbalanced_entries() returns trigger language plpgsql as $$
declare
  wrong record;
begin
  select e.partition, e.position, leg.layer, leg.currency, sum(leg.amount) as difference into wrong
  from written e, unnest(e.layers, e.currencies, e.amounts) as leg (layer, currency, amount)
  group by e.partition, e.position, leg.layer, leg.currency
  having sum(leg.amount) <> 0
  limit 1;
  if found then
    raise exception 'entry %/% does not balance: % % in layer %',
      wrong.partition, wrong.position, wrong.difference, wrong.currency, wrong.layer
      using errcode = 'check_violation';
  end if;
  return null;
end $$;

create trigger balanced_when_inserted after insert on entries
  referencing new table as written
  for each statement execute function refuse_unbalanced_entries();
create trigger balanced_when_updated after update on entries
  referencing new table as written
  for each statement execute function refuse_unbalanced_entries();
`;

// Entries and balance transactions are never changed. To be emptied before a rebuild is the fate
// of every read model, so that right is the service's own.
const grantsSql = `
grant select, insert, truncate
  on positions, charges, refunds, entries, balances, balance_transactions to ${role};
grant update on positions, charges, balances to ${role};
grant select on postings to ${role};
`;

export const createProjection = sqlMigration(
  1,
  'CreateProjection',
  tablesSql + journalSql + grantsSql,
);

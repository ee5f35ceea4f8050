// The read models of payment intents, customers, methods and disputes. The rows that were there have
// another form from now on: everything is emptied, and the service makes it again from the log.
import { sqlMigration } from '@ledgerway/platform';
import { role } from './schema.js';

const emptySql = `
truncate charges, refunds, entries, balances, balance_transactions;
update positions set position = 0, topic_offset = null;
`;

const changesSql = `
alter table charges add column payment_intent text collate "C";
create index charges_of_payment_intent on charges (payment_intent)
  where payment_intent is not null;

drop index balance_transactions_listed;
create index balance_transactions_listed
  on balance_transactions (merchant_id, livemode, created_ms, id)
  include (available_ms, currency, amount, fee);
comment on index balance_transactions_listed is 'Tells what has to wait without a look at the rows';
`;

// Rows that change with later events get pages with room, so that most updates touch no index.
const tablesSql = `
create table payment_intents (
  id text collate "C" primary key,
  partition smallint not null,
  position bigint not null,
  merchant_id text collate "C" not null,
  livemode boolean not null,
  created_ms bigint not null,
  customer text,
  charge_id text collate "C",
  intent json not null
) with (fillfactor = 80);
create index payment_intents_listed on payment_intents (merchant_id, livemode, created_ms, id);
create index payment_intents_of_customer
  on payment_intents (merchant_id, livemode, customer, created_ms, id)
  where customer is not null;

create table setup_intents (
  id text collate "C" primary key,
  partition smallint not null,
  position bigint not null,
  merchant_id text collate "C" not null,
  livemode boolean not null,
  created_ms bigint not null,
  customer text,
  payment_method text,
  setup_intent json not null
) with (fillfactor = 80);
create index setup_intents_listed on setup_intents (merchant_id, livemode, created_ms, id);
create index setup_intents_of_customer on setup_intents (customer) where customer is not null;
create index setup_intents_of_payment_method on setup_intents (payment_method)
  where payment_method is not null;

create table customers (
  id text collate "C" primary key,
  partition smallint not null,
  position bigint not null,
  merchant_id text collate "C" not null,
  livemode boolean not null,
  created_ms bigint not null,
  email text,
  deleted boolean not null,
  state json not null
) with (fillfactor = 80);
create index customers_listed on customers (merchant_id, livemode, created_ms, id)
  where not deleted;
create index customers_by_email on customers (merchant_id, livemode, email, created_ms, id)
  where email is not null and not deleted;

create table payment_methods (
  id text collate "C" primary key,
  partition smallint not null,
  position bigint not null,
  merchant_id text collate "C" not null,
  livemode boolean not null,
  created_ms bigint not null,
  customer text,
  type text not null,
  method json not null
) with (fillfactor = 80);
create index payment_methods_of_customer on payment_methods (customer, created_ms, id)
  where customer is not null;

create table disputes (
  id text collate "C" primary key,
  partition smallint not null,
  charge_id text collate "C" not null,
  merchant_id text collate "C" not null,
  livemode boolean not null,
  created_ms bigint not null
);
create index disputes_listed on disputes (merchant_id, livemode, created_ms, id);
create index disputes_of_charge on disputes (charge_id);
`;

const grantsSql = `
grant select, insert, truncate
  on payment_intents, setup_intents, customers, payment_methods, disputes to ${role};
grant update on payment_intents, setup_intents, customers, payment_methods to ${role};
`;

export const addPayments = sqlMigration(
  2,
  'AddPayments',
  emptySql + changesSql + tablesSql + grantsSql,
);

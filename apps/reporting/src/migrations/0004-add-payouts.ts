// Payouts, and which rows of the statement each one pays. Rows of the statement have more columns from
// now on: everything is emptied, and the service makes it again from the log.
import { sqlMigration } from '@ledgerway/platform';
import { role } from './schema.js';

const emptySql = `
truncate charges, refunds, entries, balances, balance_transactions, payment_intents, setup_intents,
  customers, payment_methods, disputes;
update positions set position = 0, topic_offset = null;
`;

const statementSql = `
alter table balance_transactions
  add column tax bigint not null,
  add column exchange_rate text,
  add column log_position bigint not null,
  add column of_merchant boolean not null,
  add column charge text collate "C",
  add column payment_method text;
`;

const tablesSql = `
create table payouts (
  id text collate "C" primary key,
  partition smallint not null,
  position bigint not null,
  merchant_id text collate "C" not null,
  livemode boolean not null,
  created_ms bigint not null,
  arrival_ms bigint not null,
  status text not null,
  payout json not null
) with (fillfactor = 80);
create index payouts_listed on payouts (merchant_id, livemode, created_ms, id);

create table payout_coverages (
  id text collate "C" primary key,
  partition smallint not null,
  coverage json not null
);
comment on table payout_coverages is
  'Of payouts that pay everything available: which facts each has taken in, and the one before it';
`;

const grantsSql = `
grant select, insert, truncate on payouts, payout_coverages to ${role};
grant update on payouts to ${role};
`;

export const addPayouts = sqlMigration(
  4,
  'AddPayouts',
  emptySql + statementSql + tablesSql + grantsSql,
);

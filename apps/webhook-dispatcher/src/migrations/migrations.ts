// The tables of the dispatcher. Writing is split so that nobody waits for anybody: ingest only
// inserts deliveries, changes of endpoints only touch unclaimed ones, and the one owner of the
// deliveries is the only writer of the claimed ones.
import { accountClocksMigration, sqlMigration, type MigrationClass } from '@ledgerway/platform';
import { keepHistoryMigration } from './keep-history.js';
import { keysTracesAndJobRowsMigration } from './keys-traces-and-job-rows.js';
import { orderAndShardsMigration } from './order-and-shards.js';

export const schema = 'webhooks';
export const role = 'ledgerway_webhooks';

const createEndpoints = sqlMigration(
  1,
  'CreateEndpoints',
  `
  create table endpoint (
    endpoint_id text collate "C" primary key,
    seq bigint generated always as identity,
    merchant_id text not null,
    livemode boolean not null,
    operation bytea not null,
    url text not null,
    enabled_events text[] not null,
    api_version text,
    description text,
    metadata jsonb not null,
    status text not null check (status in ('enabled', 'disabled')),
    disabled_reason text,
    revision bigint not null,
    created bigint not null,
    deleted boolean not null default false,
    unique (merchant_id, livemode, operation)
  );
  comment on column endpoint.operation is 'Digest of the call that made it: repeated, it finds this row';
  comment on column endpoint.revision is 'endpoint_changes.version of its last change';
  create index endpoint_list on endpoint (merchant_id, livemode, created desc, seq desc);

  create table secret (
    endpoint_id text collate "C" not null references endpoint,
    sealed bytea not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    primary key (endpoint_id, created_at)
  );
  comment on column secret.sealed is 'AES-256-GCM under a key that is not in the database';

  create table endpoint_changes (
    only_row boolean primary key default true check (only_row),
    version bigint not null
  );
  comment on table endpoint_changes is 'Moves with every change of any endpoint: how a cache knows that it is stale';
  insert into endpoint_changes (version) values (0);

  grant select, insert, update on endpoint, endpoint_changes to ${role};
  grant select, insert, update, delete on secret to ${role};
  `,
);

const createEvents = sqlMigration(
  2,
  'CreateEvents',
  `
  create table ingest_progress (
    part integer primary key,
    pos bigint not null default 0,
    next_offset bigint
  ) with (fillfactor = 50);
  comment on column ingest_progress.pos is 'Log position of the last event taken in; gapless';
  comment on column ingest_progress.next_offset is 'Where to go on reading the topic: a hint';

  create table event (
    event_id text collate "C" primary key,
    seq bigint generated always as identity,
    merchant_id text not null,
    livemode boolean not null,
    type text not null,
    created bigint not null
  );
  create index event_list on event (merchant_id, livemode, created desc, seq desc);

  create table payload (
    event_id text collate "C" not null,
    api_version text collate "C" not null,
    body bytea not null,
    primary key (event_id, api_version)
  );
  comment on table payload is 'Rendered once for each API version: what is stored is what is signed and sent';

  grant select, insert, update on ingest_progress to ${role};
  grant select, insert on event, payload to ${role};
  `,
);

// The hot table holds only unfinished deliveries, so it stays small while history grows. Every
// delivery leaves dead tuples behind: vacuum comes by count, not by share of the table.
const createDeliveries = sqlMigration(
  3,
  'CreateDeliveries',
  `
  create table delivery_owner (
    only_row boolean primary key default true check (only_row),
    epoch bigint not null,
    instance text
  );
  insert into delivery_owner (epoch) values (0);

  create table delivery (
    delivery_id bigint generated always as identity primary key,
    event_id text collate "C" not null,
    endpoint_id text collate "C" not null,
    api_version text collate "C" not null,
    attempts smallint not null default 0,
    next_at timestamptz not null,
    owner_epoch bigint,
    created_at timestamptz not null,
    unique (event_id, endpoint_id)
  ) with (
    fillfactor = 80,
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 20000,
    autovacuum_vacuum_cost_limit = 2000
  );
  comment on column delivery.owner_epoch is 'Null: waits. Else leased to the owner of this epoch, and to no other';
  create index delivery_due on delivery (endpoint_id, next_at, delivery_id) where owner_epoch is null;
  create index delivery_leased on delivery (owner_epoch) where owner_epoch is not null;

  create table delivery_done (
    delivery_id bigint not null,
    event_id text collate "C" not null,
    endpoint_id text collate "C" not null,
    outcome text not null check (outcome in ('delivered', 'dead', 'cancelled')),
    attempts smallint not null,
    last_status smallint,
    created_at timestamptz not null,
    finished_at timestamptz not null
  ) partition by range (finished_at);
  create index delivery_done_event on delivery_done (event_id);
  create index delivery_done_endpoint on delivery_done (endpoint_id, finished_at);

  create table attempt (
    delivery_id bigint not null,
    n smallint not null,
    event_id text collate "C" not null,
    endpoint_id text collate "C" not null,
    started_at timestamptz not null,
    ms integer not null,
    status smallint,
    error_code text,
    response bytea not null
  ) partition by range (started_at);
  create index attempt_delivery on attempt (delivery_id);

  create table delivery_done_rest partition of delivery_done default;
  create table attempt_rest partition of attempt default;

  grant select, update on delivery_owner to ${role};
  grant select, insert, update, delete on delivery to ${role};
  grant select, insert on delivery_done, attempt to ${role};
  `,
);

// Months are made ahead of time by the service, which may not create tables itself. A month whose
// rows already went to the default partition stays there: nothing is lost by that.
const prepareHistory = sqlMigration(
  4,
  'PrepareHistory',
  `
  create function prepare_history(from_day date, months integer) returns void
  language plpgsql security definer set search_path = ${schema}, pg_temp as $$
  declare
    parent text;
    first_day date;
  begin
    foreach parent in array array['delivery_done', 'attempt'] loop
      for i in 0 .. months - 1 loop
        first_day := date_trunc('month', from_day) + make_interval(months => i);
        begin
          execute format('create table if not exists %I partition of %I for values from (%L) to (%L)',
            parent || to_char(first_day, '_YYYY_MM'), parent,
            first_day, (first_day + interval '1 month')::date);
        exception when check_violation then
          null;
        end;
      end loop;
    end loop;
  end
  $$;
  revoke execute on function prepare_history from public;
  grant execute on function prepare_history to ${role};
  `,
);

// How each endpoint wants its deliveries, how it fares, and the jobs that send many again.
const addDeliverySettings = sqlMigration(
  6,
  'AddDeliverySettings',
  `
  alter table endpoint
    add column ordering text not null default 'none' check (ordering in ('none', 'per_object', 'fifo')),
    add column poison text not null default 'skip' check (poison in ('skip', 'block')),
    add column rate_per_s integer check (rate_per_s > 0),
    add column timeout_ms integer check (timeout_ms between 1000 and 30000),
    add column retry_delays_s integer[],
    add column custom_headers bytea,
    add column custom_header_names text[] not null default '{}',
    add column next_sequence bigint not null default 1;
  comment on column endpoint.poison is 'What an ordered endpoint does with a dead delivery: go on, or wait';
  comment on column endpoint.retry_delays_s is 'Own schedule: the pauses before each further attempt';
  comment on column endpoint.custom_headers is 'Sealed JSON: the values may be secrets';
  comment on column endpoint.next_sequence is 'Of the next delivery; gapless for each endpoint';

  alter table secret add column kind text not null default 'hmac' check (kind in ('hmac', 'ed25519'));

  alter table delivery
    add column sequence bigint,
    add column order_key text collate "C",
    add column object_version integer,
    add column pool text not null default 'event' check (pool in ('event', 'bulk')),
    add column trigger text not null default 'event'
      check (trigger in ('event', 'resend', 'recover', 'replay', 'test'));
  alter table delivery drop constraint delivery_event_id_endpoint_id_key;
  create unique index delivery_once on delivery (event_id, endpoint_id) where trigger = 'event';
  comment on column delivery.sequence is 'Gapless for each endpoint; null for those that were made before';
  comment on column delivery.order_key is 'What must stay in order: an object, or the endpoint itself';
  create index delivery_again on delivery (event_id) where trigger <> 'event';
  create index delivery_bulk on delivery (endpoint_id) where pool = 'bulk';
  create index delivery_in_order on delivery (endpoint_id, order_key, sequence) where order_key is not null;

  alter table delivery_done drop constraint delivery_done_outcome_check;
  alter table delivery_done
    add column sequence bigint,
    add column trigger text not null default 'event',
    add constraint delivery_done_outcome_check
      check (outcome in ('delivered', 'dead', 'cancelled', 'skipped'));

  drop index delivery_done_endpoint;
  create index delivery_done_endpoint on delivery_done (endpoint_id, delivery_id);
  create index delivery_done_missed on delivery_done (endpoint_id, event_id)
    where outcome <> 'delivered';

  alter table event add column sample boolean not null default false;
  comment on column event.sample is 'Made for a test of an endpoint: it happened to nobody, and no list shows it';

  alter table attempt
    add column dns_ms integer, add column connect_ms integer, add column tls_ms integer,
    add column first_byte_ms integer, add column remote_ip inet,
    add column request_headers json, add column response_headers json,
    add column trigger text not null default 'event';

  create table endpoint_health (
    endpoint_id text collate "C" primary key references endpoint,
    last_success_at timestamptz,
    first_failure_at timestamptz,
    last_failure_at timestamptz,
    failures integer not null default 0,
    warned_at timestamptz,
    open_until timestamptz
  ) with (fillfactor = 50);
  comment on table endpoint_health is 'By the clock of the endpoint''s account, but for open_until';
  comment on column endpoint_health.first_failure_at is 'Of the failures since the last success';

  create table bulk_job (
    job_id text collate "C" primary key,
    seq bigint generated always as identity,
    merchant_id text not null,
    livemode boolean not null,
    endpoint_id text collate "C" not null references endpoint,
    operation bytea not null,
    kind text not null check (kind in ('recover', 'replay')),
    filter jsonb not null,
    after_created bigint not null default 0,
    after_seq bigint not null default 0,
    done integer not null default 0,
    total integer,
    state text not null default 'running' check (state in ('running', 'succeeded', 'canceled')),
    created bigint not null,
    unique (merchant_id, livemode, operation)
  );
  comment on column bulk_job.after_seq is 'Of the last event that was looked at; with after_created, the place to go on';
  create index bulk_job_running on bulk_job (seq) where state = 'running';

  grant select, insert, update, delete on endpoint_health to ${role};
  grant select, insert, update on bulk_job to ${role};
  `,
);

const migrations: readonly MigrationClass[] = [
  createEndpoints,
  createEvents,
  createDeliveries,
  prepareHistory,
  accountClocksMigration(5, role),
  addDeliverySettings,
  orderAndShardsMigration(7, role),
  keepHistoryMigration(8, schema, role),
  keysTracesAndJobRowsMigration(9, role),
];

/** For `migrate`. */
export const webhooksDatabase = { schema, role, migrations };

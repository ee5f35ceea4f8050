import { sqlMigration } from '@ledgerway/platform';

// Divided by id, which starts with the time: a day is a range of ids, and looking one up touches one
// partition. Bodies are compressed with LZ4 where the server has it, since it costs next to nothing.
// The functions run as their owner, so that the service's own role needs no rights on the schema.
export const CreateRequestLogs = sqlMigration(
  6,
  'CreateRequestLogs',
  `
  create table request_logs (
    id text collate "C" not null,
    account_id text collate "C" not null,
    livemode boolean not null,
    method text not null,
    path text not null,
    status smallint not null,
    duration_ms real not null,
    key_last4 text not null,
    idempotency_key text,
    api_version text not null,
    ip text not null,
    request_body text not null,
    response_body text not null,
    primary key (account_id, livemode, id)
  ) partition by range (id);
  comment on column request_logs.request_body is 'JSON without secrets, perhaps cut; empty: none';

  do $$ begin
    alter table request_logs alter column response_body set compression lz4;
  exception when feature_not_supported then null;
  end $$;

  create function add_request_log_day(day text, first_id text, next_id text) returns void
  language plpgsql security definer set search_path = gateway, pg_temp as $$
  declare
    partition text := 'request_logs_' || day;
  begin
    if day !~ '^[0-9]{8}$' then raise exception 'not a day: %', day; end if;
    if to_regclass(partition) is not null then return; end if;
    perform pg_advisory_xact_lock(hashtext('request_logs'));
    execute format('create table if not exists %I partition of request_logs
                      for values from (%L) to (%L)', partition, first_id, next_id);
  end $$;

  create function drop_request_log_days_before(day text) returns void
  language plpgsql security definer set search_path = gateway, pg_temp as $$
  declare
    partition text;
  begin
    for partition in
      select relname from pg_class join pg_inherits on inhrelid = pg_class.oid
       where inhparent = 'request_logs'::regclass and relname < 'request_logs_' || day
    loop
      execute format('drop table %I', partition);
    end loop;
  end $$;

  revoke execute on function add_request_log_day, drop_request_log_days_before from public;
  grant execute on function add_request_log_day, drop_request_log_days_before
    to ledgerway_gateway;
  grant select, insert on request_logs to ledgerway_gateway;
  `,
);

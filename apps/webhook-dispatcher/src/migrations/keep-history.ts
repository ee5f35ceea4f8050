// How history comes and goes. Partitions are made and dropped by functions, since the service may
// neither create tables nor drop them; what is in no partition of its own is deleted in batches.
import { sqlMigration, type MigrationClass } from '@ledgerway/platform';

/**
 * Attempts are many, and lie by the day; ended deliveries by the month. A day whose rows already went
 * elsewhere (an older month, or the default partition) stays there: nothing is lost by that.
 *
 * Dropping waits for locks only briefly, since everybody who writes history would wait behind it.
 */
export const keepHistoryMigration = (
  ordinal: number,
  schema: string,
  role: string,
): MigrationClass =>
  sqlMigration(
    ordinal,
    'KeepHistory',
    `
  create index event_created on event using brin (created) with (autosummarize = on);

  create function prepare_partition(parent text, first_day date, end_day date, suffix text)
  returns void language plpgsql set search_path = ${schema}, pg_temp as $$
  begin
    if to_regclass(parent || suffix) is null then
      execute format('create table %I partition of %I for values from (%L) to (%L)',
        parent || suffix, parent, first_day, end_day);
    end if;
  exception when check_violation or invalid_object_definition then
    null;
  end
  $$;
  revoke execute on function prepare_partition from public;

  create or replace function prepare_history(from_day date, months integer) returns void
  language plpgsql security definer set search_path = ${schema}, pg_temp as $$
  declare
    first_day date;
  begin
    perform pg_advisory_xact_lock(7302, 1);
    for i in 0 .. months - 1 loop
      first_day := date_trunc('month', from_day) + make_interval(months => i);
      perform prepare_partition('delivery_done', first_day,
        (first_day + interval '1 month')::date, to_char(first_day, '_YYYY_MM'));
    end loop;
    for i in 0 .. 7 loop
      first_day := from_day + i;
      perform prepare_partition('attempt', first_day, first_day + 1,
        to_char(first_day, '_YYYY_MM_DD'));
    end loop;
  end
  $$;

  create function drop_history(before timestamptz) returns integer
  language plpgsql security definer
  set search_path = ${schema}, pg_temp set lock_timeout = '2s' as $$
  declare
    part record;
    dropped integer := 0;
  begin
    perform pg_advisory_xact_lock(7302, 1);
    for part in
      select c.oid::regclass as name,
        substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \\(''([^'']+)''\\)')::timestamptz as ends
      from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent in ('delivery_done'::regclass, 'attempt'::regclass)
      order by 1
    loop
      continue when part.ends is null or part.ends > before;
      begin
        execute format('drop table %s', part.name);
        dropped := dropped + 1;
      exception when lock_not_available then
        null;
      end;
    end loop;
    delete from attempt_rest where ctid = any(array(
      select ctid from attempt_rest where started_at < before limit 10000));
    delete from delivery_done_rest where ctid = any(array(
      select ctid from delivery_done_rest where finished_at < before limit 10000));
    return dropped;
  end
  $$;
  comment on function drop_history is 'Drops partitions that ended before; what cannot be locked at once stays for the next time';

  create function delete_events(created_before bigint, max_events integer) returns integer
  language sql security definer set search_path = ${schema}, pg_temp as $$
    with old as (
      select event_id from event e
      where created < created_before
        and not exists (select from delivery d where d.event_id = e.event_id)
      limit max_events for update skip locked
    ), bodies as (
      delete from payload using old where payload.event_id = old.event_id
    ), events as (
      delete from event using old where event.event_id = old.event_id returning 1
    )
    select count(*)::int from events
  $$;
  comment on function delete_events is 'With their payloads; not those that are still to be delivered';

  revoke execute on function drop_history, delete_events from public;
  grant execute on function drop_history, delete_events to ${role};
  `,
  );

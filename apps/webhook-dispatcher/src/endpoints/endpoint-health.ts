// How endpoints fare. Counts end at a limit, since nobody needs more digits and each costs time.
import type { EndpointHealthJson } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import { wasMissed } from '../history/outcomes.js';

const maxCounted = 10_000;

const healthSql = `
  select e.disabled_reason, coalesce(h.failures, 0) as failures,
    h.first_failure_at, h.last_success_at, h.open_until,
    (select count(*)::int from (
      select from delivery d where d.endpoint_id = e.endpoint_id limit ${maxCounted}
    ) waiting) as pending,
    (select d.next_at from delivery d
      where d.endpoint_id = e.endpoint_id and d.owner_epoch is null
      order by d.next_at limit 1) as next_at,
    (select count(*)::int from (
      select distinct m.event_id from delivery_done m
      where m.endpoint_id = e.endpoint_id and m.outcome <> 'delivered' and m.trigger <> 'test'
        and ${wasMissed('m.event_id', 'm.endpoint_id')}
      limit ${maxCounted}
    ) missing) as missed
  from endpoint e left join endpoint_health h using (endpoint_id)
  where e.endpoint_id = $1`;

type HealthRow = {
  readonly disabled_reason: string | null;
  readonly failures: number;
  readonly first_failure_at: Date | null;
  readonly last_success_at: Date | null;
  readonly open_until: Date | null;
  readonly pending: number;
  readonly next_at: Date | null;
  readonly missed: number;
};

/** @param nowMs by our clock */
export async function healthOf(
  database: Pick<Database, 'query'>,
  endpointId: string,
  nowMs: number,
): Promise<EndpointHealthJson> {
  const { rows } = await database.query<HealthRow>(healthSql, [endpointId]);
  const row = rows[0]!;
  return {
    failures: row.failures,
    firstFailureAt: seconds(row.first_failure_at),
    lastSuccessAt: seconds(row.last_success_at),
    breaker: breakerOf(row.open_until, nowMs),
    pausedUntil: seconds(row.open_until),
    disabledReason: row.disabled_reason,
    pending: row.pending,
    nextAttemptAt: seconds(row.next_at),
    missed: row.missed,
  };
}

/** It stays as it was until the first attempt after the pause has ended. */
function breakerOf(openUntil: Date | null, nowMs: number): EndpointHealthJson['breaker'] {
  if (openUntil === null) return 'closed';
  return openUntil.getTime() > nowMs ? 'open' : 'half_open';
}

/** Unix seconds. */
export const seconds = (at: Date | null): number | null =>
  at === null ? null : Math.floor(at.getTime() / 1000);

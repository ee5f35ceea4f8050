// How endpoints fare, in the database: what all processes have seen together.
import type { Database, Transaction } from '@ledgerway/platform';
import { aheadSql } from '../deliveries/test-clocks.js';
import type { HealthSummary } from './health-notes.js';

/** When an endpoint that only fails is warned of, and closed. */
export type HealthLimits = {
  /** From the first failure after the last success. */
  readonly disableAfterMs: number;
  readonly warnBeforeMs: number;
  /** From the first failure to the last: one bad hour is no bad endpoint. */
  readonly spreadMs: number;
  readonly minFailures: number;
};

export type FailingEndpoint = {
  readonly endpointId: string;
  /** Null: it is to be warned. Else it was, and is to be closed. */
  readonly warnedAt: Date | null;
  /** Now, by the clock of its account. */
  readonly now: Date;
};

const recordSql = `
  insert into endpoint_health as h
    (endpoint_id, last_success_at, first_failure_at, last_failure_at, failures, open_until)
  select seen.* from unnest($1::text[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[],
    $5::int[], $6::timestamptz[]) as seen(endpoint_id, success, first, last, failures, open_until)
  where exists (select from endpoint e where e.endpoint_id = seen.endpoint_id)
  order by seen.endpoint_id
  on conflict (endpoint_id) do update set
    last_success_at = greatest(h.last_success_at, excluded.last_success_at),
    first_failure_at = case when excluded.last_success_at is null
      then coalesce(h.first_failure_at, excluded.first_failure_at) else excluded.first_failure_at end,
    last_failure_at = excluded.last_failure_at,
    failures = excluded.failures
      + case when excluded.last_success_at is null then h.failures else 0 end,
    warned_at = case when excluded.last_success_at is null then h.warned_at end,
    open_until = excluded.open_until`;

// Whoever was closed begins anew when it is opened again.
const forgetClosedSql = `
  update endpoint_health h
  set first_failure_at = null, last_failure_at = null, failures = 0, warned_at = null
  from endpoint e
  where e.endpoint_id = h.endpoint_id and h.first_failure_at is not null
    and (e.status = 'disabled' or e.deleted)`;

/** $1 now, $2 to $5 the limits in ms */
const failingSql = `
  select e.endpoint_id, h.warned_at, at.now
  from endpoint_health h
  join endpoint e using (endpoint_id)
  cross join lateral (${aheadSql('e.endpoint_id')}) clock
  cross join lateral (
    select $1::timestamptz + clock.ahead_ms * interval '1 millisecond' as now
  ) at
  where e.status = 'enabled' and not e.deleted
    and h.failures >= $5
    and h.last_failure_at - h.first_failure_at >= $4 * interval '1 millisecond'
    and h.first_failure_at <= at.now - ($2::float8 - $3) * interval '1 millisecond'
    and (h.warned_at is null or (
      h.first_failure_at <= at.now - $2 * interval '1 millisecond'
      and h.warned_at <= at.now - $3 * interval '1 millisecond'
    ))
  order by e.endpoint_id
  limit 100`;

const warnSql = `
  update endpoint_health set warned_at = $2
  where endpoint_id = $1 and warned_at is null and first_failure_at is not null`;

const stillWarnedSql = `
  select from endpoint_health where endpoint_id = $1 and warned_at = $2 for update`;

export class HealthStore {
  constructor(private readonly database: Database) {}

  async record(seen: readonly HealthSummary[]): Promise<void> {
    if (seen.length === 0) return;
    const time = (ms: number | null) => (ms === null ? null : new Date(ms));
    await this.database.query(recordSql, [
      seen.map(({ endpointId }) => endpointId),
      seen.map(({ succeededAtMs }) => time(succeededAtMs)),
      seen.map(({ firstFailureAtMs }) => time(firstFailureAtMs)),
      seen.map(({ lastFailureAtMs }) => time(lastFailureAtMs)),
      seen.map(({ failures }) => failures),
      seen.map(({ openAtMs }) => time(openAtMs)),
    ]);
  }

  async forgetClosed(): Promise<void> {
    await this.database.query(forgetClosedSql);
  }

  async failing(limits: HealthLimits, nowMs: number): Promise<FailingEndpoint[]> {
    const { disableAfterMs, warnBeforeMs, spreadMs, minFailures } = limits;
    const values = [new Date(nowMs), disableAfterMs, warnBeforeMs, spreadMs, minFailures];
    const { rows } = await this.database.query<{
      endpoint_id: string;
      warned_at: Date | null;
      now: Date;
    }>(failingSql, values);
    return rows.map((row) => ({
      endpointId: row.endpoint_id,
      warnedAt: row.warned_at,
      now: row.now,
    }));
  }
}

/** @returns false if another process was first, or the endpoint has answered since. */
export const warn = async (transaction: Transaction, id: string, at: Date): Promise<boolean> =>
  (await transaction.query(warnSql, [id, at])).rowCount === 1;

/** The endpoint has not answered since it was warned. */
export const isStillWarned = async (
  transaction: Transaction,
  id: string,
  warnedAt: Date,
): Promise<boolean> => (await transaction.query(stillWarnedSql, [id, warnedAt])).rowCount === 1;

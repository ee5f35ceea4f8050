// How much waits. Overdue is what should have been tried by now: a full table of scheduled retries
// is healthy, one delivery that nobody picks up is not.
import type { Clock, Database } from '@ledgerway/platform';
import type { DispatcherMetrics } from '../metrics.js';
import { aheadSql } from './test-clocks.js';

const backlogSql = `
  select
    count(*) filter (where overdue)::int as overdue,
    coalesce(extract(epoch from $1::timestamptz - min(due_at) filter (where overdue)), 0)::float8
      as oldest_seconds,
    count(*) filter (where due_at > $1::timestamptz)::int as scheduled
  from (
    select due_at,
      due_at < $1::timestamptz - interval '5 seconds' and endpoint_id <> all($2::text[]) as overdue
    from (
      select endpoint_id, next_at - clock.ahead_ms * interval '1 millisecond' as due_at
      from delivery cross join lateral (${aheadSql('delivery.endpoint_id')}) clock
      where owner_epoch is null
    ) by_our_clock
  ) waiting`;

export class Backlog {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly metrics: DispatcherMetrics,
  ) {}

  /** @param closedEndpoints endpoints that are left alone on purpose */
  async measure(closedEndpoints: readonly string[]): Promise<void> {
    const values = [new Date(this.clock.now()), closedEndpoints];
    const { rows } = await this.database.query<{
      overdue: number;
      oldest_seconds: number;
      scheduled: number;
    }>(backlogSql, values);
    this.show(rows[0]!.overdue, rows[0]!.oldest_seconds, rows[0]!.scheduled);
  }

  /** Another process is to say it. */
  clear(): void {
    this.show(0, 0, 0);
  }

  private show(overdue: number, oldestSeconds: number, scheduled: number): void {
    this.metrics.overdue.set(overdue);
    this.metrics.overdueOldestSeconds.set(oldestSeconds);
    this.metrics.scheduled.set(scheduled);
  }
}

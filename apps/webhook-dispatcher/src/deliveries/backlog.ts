// How much waits. Overdue is what should have been tried by now: a full table of scheduled retries
// is healthy, one delivery that nobody picks up is not.
import type { Clock, Database } from '@ledgerway/platform';
import type { DispatcherMetrics } from '../metrics.js';
import { aheadSql } from './test-clocks.js';

const backlogSql = `
  select endpoint_id,
    count(*) filter (where due_at < $1::timestamptz - interval '5 seconds')::int as overdue,
    extract(epoch from $1::timestamptz - min(due_at))::float8 as oldest_seconds,
    count(*) filter (where due_at > $1::timestamptz)::int as scheduled
  from (
    select endpoint_id, next_at - clock.ahead_ms * interval '1 millisecond' as due_at
    from delivery cross join lateral (${aheadSql('delivery.endpoint_id')}) clock
    where owner_epoch is null and held is null
  ) waiting
  group by endpoint_id`;

type BacklogRow = {
  readonly endpoint_id: string;
  readonly overdue: number;
  readonly oldest_seconds: number;
  readonly scheduled: number;
};

export class Backlog {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly metrics: DispatcherMetrics,
  ) {}

  /**
   * @param isOwn which endpoints this process sends to: each counts its own
   * @param isExpected of those, which are not left alone on purpose
   */
  async measure(
    isOwn: (endpointId: string) => boolean,
    isExpected: (endpointId: string) => boolean,
  ): Promise<void> {
    const values = [new Date(this.clock.now())];
    const { rows } = await this.database.query<BacklogRow>(backlogSql, values);
    const own = rows.filter(({ endpoint_id }) => isOwn(endpoint_id));
    const late = own.filter((row) => row.overdue > 0 && isExpected(row.endpoint_id));
    this.show(
      late.reduce((sum, { overdue }) => sum + overdue, 0),
      late.reduce((oldest, { oldest_seconds }) => Math.max(oldest, oldest_seconds), 0),
      own.reduce((sum, { scheduled }) => sum + scheduled, 0),
    );
  }

  /** Other processes are to say it. */
  clear(): void {
    this.show(0, 0, 0);
  }

  private show(overdue: number, oldestSeconds: number, scheduled: number): void {
    this.metrics.overdue.set(overdue);
    this.metrics.overdueOldestSeconds.set(oldestSeconds);
    this.metrics.scheduled.set(scheduled);
  }
}

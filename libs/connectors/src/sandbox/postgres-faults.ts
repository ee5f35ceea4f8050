// Faults where several processes see them. Almost no call has one, so each process keeps a set of the
// merchants that have a program and asks the database only for their calls.
import type pg from 'pg';
import {
  noFault,
  scopeKey,
  type Fault,
  type FaultProgram,
  type FaultScope,
  type SandboxFaults,
} from './faults.js';

/** A program made in one process is seen by all others within this time. */
export const faultsVisibleWithinMs = 1_000;

const programSql = {
  name: 'sandbox_program_faults',
  text: `insert into faults (merchant_id, livemode, fail, latency_ms, remaining)
         values ($1, $2, $3, $4, $5)
         on conflict (merchant_id, livemode) do update set fail = excluded.fail,
           latency_ms = excluded.latency_ms, remaining = excluded.remaining`,
};

const takeSql = {
  name: 'sandbox_take_fault',
  text: `update faults set remaining = remaining - 1
         where merchant_id = $1 and livemode = $2 and remaining > 0
         returning fail, latency_ms as "latencyMs"`,
};

const programmedSql = {
  name: 'sandbox_programmed',
  text: `select merchant_id as "merchantId", livemode from faults where remaining > 0`,
};

export class PostgresFaults implements SandboxFaults {
  private programmed = new Set<string>();
  private refreshedAtMs = Number.NEGATIVE_INFINITY;
  private refreshing: Promise<void> | undefined;

  /** @param monotonicMs measures the age of the set; a wall clock could jump backwards. */
  constructor(
    private readonly pool: pg.Pool,
    private readonly monotonicMs: () => number = () => performance.now(),
  ) {}

  async program(scope: FaultScope, { fail, latencyMs, count }: FaultProgram): Promise<void> {
    const values = [scope.merchantId, scope.livemode, fail, latencyMs, count];
    await this.pool.query({ ...programSql, values });
    this.programmed.add(scopeKey(scope));
  }

  async next(scope: FaultScope): Promise<Fault> {
    if (this.monotonicMs() - this.refreshedAtMs >= faultsVisibleWithinMs)
      await (this.refreshing ??= this.refresh());
    if (!this.programmed.has(scopeKey(scope))) return noFault;
    const values = [scope.merchantId, scope.livemode];
    const { rows } = await this.pool.query<Fault>({ ...takeSql, values });
    return rows[0] ?? noFault;
  }

  private async refresh(): Promise<void> {
    const startedAtMs = this.monotonicMs();
    try {
      const { rows } = await this.pool.query<FaultScope>(programmedSql);
      this.programmed = new Set(rows.map(scopeKey));
      this.refreshedAtMs = startedAtMs;
    } finally {
      this.refreshing = undefined;
    }
  }
}

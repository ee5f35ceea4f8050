// Which run was when, and the one lock under which runs happen: of several processes one verifies.
import type { Database } from '@ledgerway/platform';

export type Kind = 'sample' | 'full';

const lastRunsSql = `select kind, ended_ms from verifications`;

const keepRunSql = `
insert into verifications (kind, ended_ms, violations) values ($1, $2, $3)
on conflict (kind) do update set ended_ms = excluded.ended_ms, violations = excluded.violations
`;

// Two numbers of ours, so that no other lock has the same name.
const lockSql = `select pg_try_advisory_lock(7304, 1) as locked`;
const unlockSql = `select pg_advisory_unlock(7304, 1)`;

export async function lastRuns(database: Database): Promise<ReadonlyMap<Kind, number>> {
  const { rows } = await database.query<{ kind: Kind; ended_ms: string }>(lastRunsSql);
  return new Map(rows.map(({ kind, ended_ms }) => [kind, Number(ended_ms)]));
}

export async function keepRun(
  database: Database,
  kind: Kind,
  endedMs: number,
  violations: number,
): Promise<void> {
  await database.query(keepRunSql, [kind, endedMs, violations]);
}

/** @returns false if another process is at it */
export async function alone(database: Database, work: () => Promise<void>): Promise<boolean> {
  const client = await database.pool.connect();
  try {
    const { rows } = await client.query<{ locked: boolean }>(lockSql);
    if (rows[0]?.locked !== true) return false;
    await work().finally(() => client.query(unlockSql));
    return true;
  } finally {
    client.release(true); // Should the lock be held still, it ends with the session.
  }
}

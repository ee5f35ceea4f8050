import type { Database, Transaction } from '@ledgerway/platform';

// The first number is ours, so that no other lock has the same name.
const lockSql = `select pg_try_advisory_lock(7305, hashtext($1)) as locked`;

/**
 * Does what only one process at a time may do for a run. The lock ends with the session that `work`
 * gets, so what is written there is written by whoever holds the lock, or not at all.
 *
 * @returns false if somebody else is at it
 */
export async function alone(
  database: Database,
  runId: string,
  work: (connection: Transaction) => Promise<void>,
): Promise<boolean> {
  const client = await database.pool.connect();
  let locked = true; // As long as nobody has said that it is not.
  try {
    const { rows } = await client.query<{ locked: boolean }>(lockSql, [runId]);
    locked = rows[0]!.locked;
    if (locked) await work(client);
    return locked;
  } finally {
    client.release(locked);
  }
}

// Reads everything at one moment, for as long as it takes, through one connection.
import type { Database, Transaction } from '@ledgerway/platform';

const beginSnapshotSql = `
begin isolation level repeatable read read only; set local statement_timeout = 0
`;

/** All that `work` reads is of the moment of its first statement. Nothing can be written. */
export async function inSnapshot<T>(
  database: Database,
  work: (snapshot: Transaction) => Promise<T>,
): Promise<T> {
  const client = await database.pool.connect();
  try {
    await client.query(beginSnapshotSql);
    return await work(client);
  } finally {
    client.release(true); // Ends the snapshot, whatever state it is in.
  }
}

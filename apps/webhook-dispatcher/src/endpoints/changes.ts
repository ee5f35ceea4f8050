// Changes of endpoints run one after another: each moves the version by which every process sees that
// what it remembers of endpoints is stale.
import type { Database, Transaction } from '@ledgerway/platform';

// Also the lock that keeps changes in line.
const nextVersionSql = `update endpoint_changes set version = version + 1 returning version`;

/** @param work is given the version that what it changes is to bear */
export const changeEndpoints = <T>(
  database: Database,
  work: (transaction: Transaction, version: string) => Promise<T>,
): Promise<T> =>
  database.transaction(async (transaction) => {
    const { rows } = await transaction.query<{ version: string }>(nextVersionSql);
    return work(transaction, rows[0]!.version);
  });

// The read models as they are at one moment, for as long as it takes to read them, a few rows at a time.
import type { Database, Transaction } from '@ledgerway/platform';
import type { QueryResultRow } from 'pg';

/** What is in memory of a report, however long it is. */
export const rowsAtOnce = 500;

export class Snapshot {
  private cursors = 0;

  constructor(readonly connection: Transaction) {}

  /** The rows of a statement, in its order. The consumer sets the pace. */
  async *rows<R extends QueryResultRow>(
    text: string,
    values: readonly unknown[],
  ): AsyncGenerator<R> {
    const cursor = `report_rows_${this.cursors++}`;
    await this.connection.query(`declare ${cursor} no scroll cursor for ${text}`, [...values]);
    for (;;) {
      const { rows } = await this.connection.query<R>(`fetch ${rowsAtOnce} from ${cursor}`);
      if (rows.length === 0) break;
      yield* rows;
    }
    await this.connection.query(`close ${cursor}`);
  }
}

// Before the snapshot is taken: who waits here while the versions of the read models are exchanged
// reads the new ones, and has all of them. The exchange takes the positions first, too.
const lockSql = `lock table positions in access share mode`;

/** All that `work` reads is of the moment at which it begins. */
export function withSnapshot<T>(
  database: Database,
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  return database.transaction(async (connection) => {
    await connection.query('set transaction isolation level repeatable read, read only');
    await connection.query(lockSql);
    return work(new Snapshot(connection));
  });
}

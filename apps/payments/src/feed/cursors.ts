// Up to where the facts of each log partition were told.
import type { Database } from '@ledgerway/platform';

export type Cursor = { readonly partition: number; readonly position: bigint };

// Whoever tells facts tells all from a cursor on, so the higher of two is right.
const saveSql = `
  INSERT INTO feed_cursors (part, pos) SELECT * FROM unnest($1::smallint[], $2::bigint[])
  ON CONFLICT (part) DO UPDATE SET pos = greatest(feed_cursors.pos, excluded.pos)`;

const readSql = `SELECT part, pos FROM feed_cursors`;

export class Cursors {
  constructor(private readonly database: Database) {}

  /** By partition; one that is absent was never told of. */
  async read(): Promise<ReadonlyMap<number, bigint>> {
    const { rows } = await this.database.query<{ part: number; pos: string }>(readSql);
    return new Map(rows.map(({ part, pos }) => [part, BigInt(pos)]));
  }

  async save(cursors: readonly Cursor[]): Promise<void> {
    if (cursors.length === 0) return;
    await this.database.query(saveSql, [
      cursors.map(({ partition }) => partition),
      cursors.map(({ position }) => String(position)),
    ]);
  }
}

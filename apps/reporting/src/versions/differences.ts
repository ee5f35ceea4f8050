// Finds the rows in which two versions of a table differ, without keeping the table in memory: the
// rows of a partition are dealt into buckets by their keys, and only buckets that differ are read.
import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from '@ledgerway/platform';

export type RowDifference = {
  readonly table: string;
  readonly partition: number;
  /** The row's primary key, as text. */
  readonly key: string;
  /** Which of the two lacks it, or the names of the columns: their values may be a payer's own. */
  readonly difference: string;
};

const buckets = 1_024;

const keyColumnsSql = `
select a.attname as name
from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
where i.indrelid = $1::regclass and i.indisprimary
order by a.attnum
`;

/** The key of a row as one text, for any table that has a primary key. */
async function keyOf(snapshot: Transaction, table: string): Promise<string> {
  const { rows } = await snapshot.query<{ name: string }>(keyColumnsSql, [table]);
  return `concat_ws('/', ${rows.map(({ name }) => `t.${name}`).join(', ')})`;
}

const bucketOf = (key: string) => `(hashtextextended(${key}, 0) & ${buckets - 1})`;

/** A hash for each bucket of rows. */
export async function tableHashes(
  snapshot: Transaction,
  table: string,
  partition: number,
): Promise<Map<string, string>> {
  const key = await keyOf(snapshot, table);
  const { rows } = await snapshot.query<{ bucket: string; hash: string }>(
    `select ${bucketOf(key)} as bucket,
       count(*) || ':' || sum(hashtextextended(to_jsonb(t)::text, 0)) as hash
     from ${table} t where partition = $1 group by 1 order by 1`,
    [partition],
  );
  return new Map(rows.map(({ bucket, hash }) => [bucket, hash]));
}

type Columns = Readonly<Record<string, unknown>>;

export async function differingRows(
  snapshots: { readonly live: Transaction; readonly standby: Transaction },
  at: { readonly table: string; readonly partition: number; readonly bucket: string },
): Promise<RowDifference[]> {
  const [live, standby] = [await bucket(snapshots.live, at), await bucket(snapshots.standby, at)];
  const { table, partition } = at;
  const keys = [...new Set([...live.keys(), ...standby.keys()])].sort();
  return keys.flatMap((key) => {
    const difference = differenceOf(live.get(key), standby.get(key));
    return difference === undefined ? [] : [{ table, partition, key, difference }];
  });
}

async function bucket(
  snapshot: Transaction,
  { table, partition, bucket: number }: { table: string; partition: number; bucket: string },
): Promise<Map<string, Columns>> {
  const key = await keyOf(snapshot, table);
  const { rows } = await snapshot.query<{ key: string; columns: Columns }>(
    `select ${key} as key, to_jsonb(t) as columns
     from ${table} t where partition = $1 and ${bucketOf(key)} = $2`,
    [partition, number],
  );
  return new Map(rows.map(({ key: text, columns }) => [text, columns]));
}

function differenceOf(live: Columns | undefined, standby: Columns | undefined): string | undefined {
  if (standby === undefined) return 'missing in standby';
  if (live === undefined) return 'missing in live';
  const names = [...new Set([...Object.keys(live), ...Object.keys(standby)])];
  const columns = names.filter((name) => !isDeepStrictEqual(live[name], standby[name]));
  return columns.length === 0 ? undefined : columns.sort().join(', ');
}

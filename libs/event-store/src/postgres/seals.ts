import type pg from 'pg';
import type { Seal } from '../seals/seal.js';

const sealColumns = `
  part, after_pos, through_pos, root, previous, sealed_at_ms, signature, marks`;

const sealsSql = `
select ${sealColumns} from seals
where part = $1::smallint and through_pos > $2::bigint
order by through_pos limit $3::bigint
`;

const lastSealSql = `
select ${sealColumns} from seals where part = $1::smallint order by through_pos desc limit 1
`;

const hashesSql = `
select pos, hash from events
where part = $1::smallint and pos > $2::bigint
order by pos limit $3::bigint
`;

// The share lock lets an append of the owner wait for this one commit, and makes a take-over either
// come after it or be seen by it. The last seal is looked for in the same statement; of two that
// look at the same moment, a unique key refuses the second.
const addSealSql = `
with owned as (
  select part from heads
  where part = $1::smallint and epoch = $9::bigint and pos >= $3::bigint
  for share
)
insert into seals (part, after_pos, through_pos, root, previous, sealed_at_ms, signature, marks)
select part, $2::bigint, $3::bigint, $4, $5, $6::bigint, $7, $8 from owned
where $2::bigint = coalesce((select max(through_pos) from seals where part = $1::smallint), 0)
returning part
`;

const uniqueViolation = '23505';

type SealRow = {
  part: number;
  after_pos: string;
  through_pos: string;
  root: Buffer;
  previous: Buffer;
  sealed_at_ms: string;
  signature: Buffer;
  marks: Buffer;
};

const sealOf = (row: SealRow): Seal => ({
  partition: row.part,
  after: BigInt(row.after_pos),
  through: BigInt(row.through_pos),
  root: row.root,
  previous: row.previous,
  sealedAt: Number(row.sealed_at_ms),
  signature: row.signature,
  marks: row.marks,
});

export async function readSeals(
  pool: pg.Pool,
  partition: number,
  after: bigint,
  limit: number,
): Promise<Seal[]> {
  const { rows } = await pool.query<SealRow>(sealsSql, [partition, after, limit]);
  return rows.map(sealOf);
}

export async function lastSeal(pool: pg.Pool, partition: number): Promise<Seal | undefined> {
  const { rows } = await pool.query<SealRow>(lastSealSql, [partition]);
  return rows[0] && sealOf(rows[0]);
}

export async function readHashes(
  pool: pg.Pool,
  partition: number,
  after: bigint,
  limit: number,
): Promise<Buffer[]> {
  type Row = { pos: string; hash: Buffer };
  const { rows } = await pool.query<Row>(hashesSql, [partition, after, limit]);
  const gap = rows.findIndex(({ pos }, index) => BigInt(pos) !== after + BigInt(index + 1));
  return rows.slice(0, gap < 0 ? undefined : gap).map(({ hash }) => hash);
}

export async function addSeal(
  pool: pg.Pool,
  seal: Seal,
  epoch: bigint,
): Promise<'added' | 'fenced'> {
  const { partition, after, through, root, previous, sealedAt, signature, marks } = seal;
  try {
    const { rowCount } = await pool.query(addSealSql, [
      partition,
      after,
      through,
      root,
      previous,
      sealedAt,
      signature,
      marks,
      epoch,
    ]);
    return rowCount === 1 ? 'added' : 'fenced';
  } catch (error) {
    if ((error as { code?: string }).code === uniqueViolation) return 'fenced';
    throw error;
  }
}

import type pg from 'pg';
import { arrayOf } from './parameters.js';
import type { HeadRow } from './postgres-event-reader.js';

// In partition order, as the append locks them. An append that holds a head is waited for, so the
// position that is returned is the last one the earlier owner wrote, or ever will write.
const takeOverSql = `
with taken as (
  select part from heads where part = any($1::smallint[]) order by part for no key update
), raised as (
  update heads h set epoch = h.epoch + 1, owner = $2
  from taken where h.part = taken.part
  returning h.part, h.pos, h.epoch, h.cmd_offset
)
select * from raised order by part
`;

/** @returns the heads as the new owner finds them. @throws on a partition that does not exist */
export async function takeOver(
  pool: pg.Pool,
  partitions: readonly number[],
  owner: string,
): Promise<HeadRow[]> {
  const { rows } = await pool.query<HeadRow>(takeOverSql, [arrayOf(partitions), owner]);
  if (rows.length !== new Set(partitions).size)
    throw new Error(`Not all of the partitions ${partitions.join(', ')} are installed`);
  return rows;
}

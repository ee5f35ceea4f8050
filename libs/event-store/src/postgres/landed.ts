import type pg from 'pg';
import type { PartitionAppend } from '../port.js';
import { arrayOf } from './parameters.js';

const landedSql = `
select h.part, h.epoch, h.cmd_offset, x.hash
from heads h
join unnest($1::smallint[], $2::bigint[]) as e (part, last_pos) on e.part = h.part
left join events x on x.part = e.part and x.pos = e.last_pos
`;

type LandedRow = { part: number; epoch: string; cmd_offset: string; hash: Buffer | null };

/**
 * Which of these appends are in the log already. Their events are known by the hash of the last
 * one, which covers the command and all of the stream before it, so the answer is right even when
 * another owner has moved the head since. An append without events is known by its mark on the head.
 */
export async function landedPartitions(
  client: pg.Client,
  batch: readonly PartitionAppend[],
): Promise<ReadonlySet<number>> {
  const { rows } = await client.query<LandedRow>(landedSql, [
    arrayOf(batch.map(({ partition }) => partition)),
    arrayOf(batch.map(({ position, events }) => position + BigInt(events.length))),
  ]);
  const appends = new Map(batch.map((append) => [append.partition, append]));
  return new Set(
    rows.filter((row) => hasLanded(appends.get(row.part)!, row)).map(({ part }) => part),
  );
}

function hasLanded(append: PartitionAppend, row: LandedRow): boolean {
  const lastEvent = append.events.at(-1);
  if (lastEvent !== undefined) return row.hash?.equals(lastEvent.hash) ?? false;
  return BigInt(row.epoch) === append.epoch && BigInt(row.cmd_offset) === append.nextCommandOffset;
}

import type pg from 'pg';
import type { WantedStart } from '../delivery/delivery.js';
import { startOffset } from '../delivery/start-offsets.js';
import type { LogRecord } from '../port.js';

const boundsSql = `
select h.partition, h.first_offset, h.next_offset, c.next_offset as committed
from heads h left join committed_offsets c
  on c.topic_id = h.topic_id and c.partition = h.partition and c.group_name = $2
where h.topic_id = $1`;

const commitSql = `
insert into committed_offsets (group_name, topic_id, partition, next_offset)
select $1::text, $2::smallint, * from unnest($3::integer[], $4::bigint[])
on conflict (group_name, topic_id, partition) do update set next_offset = excluded.next_offset`;

const lastRecordsSql = `
select h.partition, r.record_offset, r.headers, r.value
from heads h join records r on r.topic_id = h.topic_id and r.partition = h.partition
  and r.record_offset = h.next_offset - 1
where h.topic_id = $1`;

type BoundsRow = {
  partition: number;
  first_offset: string;
  next_offset: string;
  committed: string | null;
};
type LastRow = { partition: number; record_offset: string; headers: Buffer; value: Buffer };
type Pool = Pick<pg.Pool, 'query'>;

export async function tails(pool: Pool, topicId: number): Promise<Map<number, bigint>> {
  const { rows } = await pool.query<BoundsRow>(boundsSql, [topicId, null]);
  return new Map(rows.map((row) => [row.partition, BigInt(row.next_offset)]));
}

/** @param group whose commits count, if it is a group that asks */
export async function resolveStarts(
  pool: Pool,
  topicId: number,
  group: string | undefined,
  wanted: ReadonlyMap<number, WantedStart>,
): Promise<Map<number, bigint>> {
  const { rows } = await pool.query<BoundsRow>(boundsSql, [topicId, group ?? null]);
  const resolved = new Map<number, bigint>();
  for (const row of rows) {
    const start = wanted.get(row.partition);
    if (start === undefined) continue;
    const earliest = BigInt(row.first_offset);
    const latest = BigInt(row.next_offset);
    const committed = row.committed === null ? undefined : BigInt(row.committed);
    resolved.set(row.partition, startOffset(start, { earliest, latest, committed }));
  }
  return resolved;
}

export async function commit(
  pool: Pool,
  group: string,
  topicId: number,
  offsets: ReadonlyMap<number, bigint>,
): Promise<void> {
  const next = [...offsets.values()].map(String);
  await pool.query(commitSql, [group, topicId, [...offsets.keys()], next]);
}

export async function lastRecords(pool: Pool, topicId: number): Promise<Map<number, LogRecord>> {
  const { rows } = await pool.query<LastRow>(lastRecordsSql, [topicId]);
  return new Map(rows.map((row) => [row.partition, toRecord(row)]));
}

export function toRecord(row: {
  record_offset: string;
  headers: Buffer;
  value: Buffer;
}): LogRecord {
  const { record_offset, headers, value } = row;
  return {
    offset: BigInt(record_offset),
    headers: headers.length === 0 ? {} : (JSON.parse(headers.toString()) as Record<string, string>),
    value,
  };
}

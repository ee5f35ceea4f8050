// One statement reads on in any number of partitions, for any number of subscriptions.
import type pg from 'pg';
import type { PartitionLane } from '../delivery/partition-lane.js';
import type { LogRecord } from '../port.js';
import { toRecord } from './offsets.js';

export type ReadItem = { readonly topicId: number; readonly lane: PartitionLane };

// The heads tell which lanes have anything to read, so that a poll of an idle log touches nothing
// else. A lane whose next record has been deleted goes on at the first one that is left.
const readSql = `
select w.lane, r.record_offset, r.headers, r.value
from unnest($1::smallint[], $2::integer[], $3::bigint[]) with ordinality
  as w (topic_id, partition, from_offset, lane)
join heads h on h.topic_id = w.topic_id and h.partition = w.partition
  and h.next_offset > w.from_offset
cross join lateral (
  select record_offset, headers, value from records
  where topic_id = w.topic_id and partition = w.partition
    and record_offset >= greatest(w.from_offset, h.first_offset)
  order by record_offset limit $4
) r
order by w.lane, r.record_offset`;

/** Of one lane in one read. */
const maxRecords = 500;

type Row = { lane: string; record_offset: string; headers: Buffer; value: Buffer };

/** @returns the items that may have more to read */
export async function readOn(
  client: Pick<pg.Client, 'query'>,
  items: readonly ReadItem[],
): Promise<ReadItem[]> {
  const froms = items.map(({ lane }) => lane.position ?? 0n);
  const result = await client.query<Row>({
    name: 'message-log-read',
    text: readSql,
    values: [
      items.map(({ topicId }) => topicId),
      items.map(({ lane }) => lane.partition),
      froms.map(String),
      maxRecords,
    ],
  });
  const more: ReadItem[] = [];
  for (const [index, records] of byLane(result.rows)) {
    const item = items[index]!;
    item.lane.offer(froms[index]!, records, records.at(-1)!.offset + 1n);
    if (records.length === maxRecords) more.push(item);
  }
  return more;
}

function byLane(rows: readonly Row[]): Map<number, LogRecord[]> {
  const lanes = new Map<number, LogRecord[]>();
  for (const row of rows) {
    const index = Number(row.lane) - 1;
    const records = lanes.get(index) ?? [];
    if (records.length === 0) lanes.set(index, records);
    records.push(toRecord(row));
  }
  return lanes;
}

// One statement appends records to any number of topics and partitions, and gives them offsets.
import type pg from 'pg';
import type { OutgoingRecord } from '../port.js';

export type AppendItem = { readonly topicId: number; readonly records: readonly OutgoingRecord[] };

// The heads are locked in one order, so that two publishers never wait for each other. A head stays
// locked until the commit: a partition's records become visible in the order of their offsets, and
// a reader that stands at an offset has seen everything before it. All values travel as one binary
// parameter, which costs a third less than an array of them.
const appendSql = `
with batch as (
  select * from unnest($1::smallint[], $2::integer[], $3::integer[]) as b (topic_id, partition, n)
), locked as (
  select topic_id, partition, n from heads join batch using (topic_id, partition)
  order by topic_id, partition
  for update of heads
), moved as (
  update heads h set next_offset = h.next_offset + l.n
  from locked l where h.topic_id = l.topic_id and h.partition = l.partition
  returning h.topic_id, h.partition, h.next_offset - l.n as first_offset
), written as (
  insert into records (topic_id, partition, record_offset, written_at, headers, value)
  select topic_id, partition, first_offset + place, clock_timestamp(),
    substring($4::bytea from start for header_bytes),
    substring($4::bytea from start + header_bytes for value_bytes)
  from unnest(
    $5::smallint[], $6::integer[], $7::integer[], $8::integer[], $9::integer[], $10::integer[]
  ) as r (topic_id, partition, place, start, header_bytes, value_bytes)
  join moved using (topic_id, partition)
  returning 1
)
select topic_id, partition, first_offset, (select count(*) from written) as written from moved`;

const noHeaders = Buffer.alloc(0);

/** Numbers by topic and partition. */
type Counts = Map<number, Map<number, number>>;

/** What the parameters of the statement are made of: one entry per record in each column. */
class Columns {
  readonly topicIds: number[] = [];
  readonly partitions: number[] = [];
  readonly places: number[] = [];
  readonly starts: number[] = [];
  readonly headerBytes: number[] = [];
  readonly valueBytes: number[] = [];
  readonly bytes: Buffer[] = [];
  private length = 0;

  add(topicId: number, { partition, headers, value }: OutgoingRecord, place: number): void {
    const encoded = headers ? Buffer.from(JSON.stringify(headers)) : noHeaders;
    this.topicIds.push(topicId);
    this.partitions.push(partition);
    this.places.push(place);
    this.starts.push(this.length + 1); // SQL counts from one.
    this.headerBytes.push(encoded.length);
    this.valueBytes.push(value.length);
    this.bytes.push(encoded, value);
    this.length += encoded.length + value.length;
  }

  parameters(): unknown[] {
    const bytes = Buffer.concat(this.bytes, this.length);
    return [
      bytes,
      this.topicIds,
      this.partitions,
      this.places,
      this.starts,
      this.headerBytes,
      this.valueBytes,
    ];
  }
}

/** Where the records of one partition were put: the first of them, the others right behind it. */
export type Placed = {
  readonly topicId: number;
  readonly partition: number;
  readonly from: bigint;
};

type PlacedRow = { topic_id: number; partition: number; first_offset: string; written: string };

/**
 * @returns one entry per partition that was written to
 * @throws if a topic or partition does not exist; then nothing is written
 */
export async function append(
  pool: Pick<pg.Pool, 'query'>,
  items: readonly AppendItem[],
): Promise<Placed[]> {
  const counts: Counts = new Map();
  const columns = new Columns();
  let records = 0;
  for (const { topicId, records: some } of items) {
    const ofTopic = counts.get(topicId) ?? new Map<number, number>();
    counts.set(topicId, ofTopic);
    for (const record of some) {
      const place = ofTopic.get(record.partition) ?? 0;
      ofTopic.set(record.partition, place + 1);
      columns.add(topicId, record, place);
      records++;
    }
  }
  const heads = [...counts].flatMap(([id, of]) => [...of].map(([p, n]) => [id, p, n] as const));
  const values = [
    heads.map(([topicId]) => topicId),
    heads.map(([, partition]) => partition),
    heads.map(([, , n]) => n),
    ...columns.parameters(),
  ];
  const query = { name: 'message-log-append', text: appendSql, values };
  const { rows } = await pool.query<PlacedRow>(query);
  const written = Number(rows[0]?.written ?? 0);
  if (written !== records)
    throw new Error(`Only ${written} of ${records} records have a partition to go to`);
  return rows.map(({ topic_id: topicId, partition, first_offset: from }) => ({
    topicId,
    partition,
    from: BigInt(from),
  }));
}

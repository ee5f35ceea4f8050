// Reads of the log. Nothing here can write: give it the log reader's role and neither can the
// connection.
import type pg from 'pg';
import type {
  EventReader,
  Head,
  LinkedEvent,
  StoredEvent,
  StoredForm,
  StreamRef,
} from '../port.js';
import type { ChainReader } from '../seals/seal-store.js';
import type { Seal } from '../seals/seal.js';
import { type ConnectionOptions, readPool } from './connection.js';
import { arrayOf } from './parameters.js';
import { positionsAt } from './positions-at.js';
import { logReaderRole } from './schema.js';
import { readSeals } from './seals.js';
import { storedForms } from './stored-forms.js';

const headsSql = `select part, pos, epoch, cmd_offset from heads order by part`;

const eventColumns = `
  e.part, e.pos, e.stream_id, e.version, e.type, e.schema_version, e.command_id, e.cmd_seq,
  date_part('epoch', e.occurred_at) * 1000 as occurred_at,
  date_part('epoch', e.recorded_at) * 1000 as recorded_at,
  e.data, e.meta, e.hash`;

export const readPartitionSql = `
select ${eventColumns} from events e
where e.part = $1::smallint and e.pos > $2::bigint
order by e.pos limit $3::bigint
`;

// The inner order keeps the planner from flattening this into a join, which it might then answer
// by reading whole tables: one descent of an index for each stream is what is meant.
export const readStreamsSql = `
select ${eventColumns}
from unnest($1::smallint[], $2::uuid[], $3::integer[]) as s (part, stream_id, after_version)
cross join lateral (
  select * from events e
  where e.part = s.part and e.stream_id = s.stream_id and e.version > s.after_version
  order by e.version
) e
order by e.stream_id, e.version
`;

// Only the event before is looked for, so one descent of an index is enough however long its stream
// is; and memory needs to hold no stream at all.
export const readLinkedSql = `
select ${eventColumns}, p.pos, p.hash
from events e left join lateral (
  select pos, hash from events p
  where p.part = $1::smallint and p.stream_id = e.stream_id and p.version = e.version - 1
  limit 1
) p on true
where e.part = $1::smallint and e.pos > $2::bigint
order by e.pos limit $3::bigint
`;

export type HeadRow = { part: number; pos: string; epoch: string; cmd_offset: string };

export const headOf = (row: HeadRow): Head => ({
  partition: row.part,
  position: BigInt(row.pos),
  epoch: BigInt(row.epoch),
  commandOffset: BigInt(row.cmd_offset),
});

// Rows as arrays, in the order of `eventColumns`: a replay reads millions of them.
type EventRow = [
  part: number,
  pos: string,
  streamId: string,
  version: number,
  type: string,
  schemaVersion: number,
  commandId: string,
  commandSeq: number,
  occurredAt: number,
  recordedAt: number,
  data: Buffer,
  meta: string,
  hash: Buffer,
];

type LinkedRow = [...EventRow, previousPosition: string | null, previousHash: Buffer | null];

const eventOf = (row: EventRow | LinkedRow): StoredEvent => ({
  partition: row[0],
  position: BigInt(row[1]),
  streamId: row[2],
  version: row[3],
  type: row[4],
  schemaVersion: row[5],
  commandId: row[6],
  commandSeq: row[7],
  occurredAt: Math.round(row[8]),
  recordedAt: Math.round(row[9]),
  data: row[10],
  meta: row[11],
  hash: row[12],
});

const linkedOf = (row: LinkedRow): LinkedEvent => ({
  ...eventOf(row),
  previous: row[13] === null ? null : { position: BigInt(row[13]), hash: row[14]! },
});

export type EventReaderOptions = Omit<ConnectionOptions, 'role'> & {
  /** Left out: the role that can only read the log. */
  role?: string;
  readConnections?: number;
};

export class PostgresEventReader implements EventReader, ChainReader {
  protected readonly pool: pg.Pool;

  constructor(options: EventReaderOptions) {
    const role = options.role ?? logReaderRole;
    this.pool = readPool({ ...options, role }, options.readConnections ?? 4);
  }

  async heads(): Promise<Head[]> {
    const { rows } = await this.pool.query<HeadRow>(headsSql);
    return rows.map(headOf);
  }

  readPartition(partition: number, after: bigint, limit: number): Promise<StoredEvent[]> {
    return this.events('read partition', readPartitionSql, [partition, after, limit]);
  }

  async readStreams(
    streams: readonly (StreamRef & { readonly afterVersion?: number })[],
  ): Promise<ReadonlyMap<string, StoredEvent[]>> {
    const found = new Map<string, StoredEvent[]>(streams.map(({ streamId }) => [streamId, []]));
    if (streams.length === 0) return found;
    const events = await this.events('read streams', readStreamsSql, [
      arrayOf(streams.map(({ partition }) => partition)),
      arrayOf(streams.map(({ streamId }) => streamId)),
      arrayOf(streams.map(({ afterVersion }) => afterVersion ?? 0)),
    ]);
    for (const event of events) found.get(event.streamId)!.push(event);
    return found;
  }

  async readLinked(partition: number, after: bigint, limit: number): Promise<LinkedEvent[]> {
    const { rows } = await this.pool.query<LinkedRow>({
      name: 'read linked',
      text: readLinkedSql,
      values: [partition, after, limit],
      rowMode: 'array',
    });
    return rows.map(linkedOf);
  }

  readSeals(partition: number, after: bigint, limit: number): Promise<Seal[]> {
    return readSeals(this.pool, partition, after, limit);
  }

  positionsAt(timeMs: number): Promise<ReadonlyMap<number, bigint>> {
    return positionsAt(this.pool, timeMs);
  }

  storedForms(): Promise<StoredForm[]> {
    return storedForms(this.pool);
  }

  async close(): Promise<void> {
    if (!this.pool.ended) await this.pool.end();
  }

  private async events(name: string, text: string, values: unknown[]): Promise<StoredEvent[]> {
    const { rows } = await this.pool.query<EventRow>({ name, text, values, rowMode: 'array' });
    return rows.map(eventOf);
  }
}

// The append: one statement, so one round trip and one commit for any number of partitions.
import type { QueryConfig } from 'pg';
import type { NewEvent, PartitionAppend } from '../port.js';
import { arrayOf, textArrayOf } from './parameters.js';

/**
 * `owned` locks the heads that still are exactly as expected, in partition order, so that two
 * appends never wait for each other in a circle. `moved` moves them, which takes the positions: a
 * transaction that rolls back returns them, so none is ever missing. `written` adds the events of
 * these partitions and of no other. A partition that is not in `moved` is fenced.
 *
 * Bodies (data, then meta) and hashes travel as one binary parameter each and are cut here: as
 * elements of an array they would be escaped, parsed and copied one by one, for a third of the
 * throughput.
 */
export const appendSql = `
with expected as (
  select * from unnest($1::smallint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[],
                       $6::integer[], $7::integer[])
    as e (part, epoch, pos, cmd_offset, next_cmd_offset, events_before, events)
), owned as (
  select e.* from heads h join expected e on e.part = h.part
  where h.epoch = e.epoch and h.pos = e.pos and h.cmd_offset = e.cmd_offset
  order by h.part
  for no key update of h
), moved as (
  update heads h set pos = o.pos + o.events, cmd_offset = o.next_cmd_offset
  from owned o where h.part = o.part
  returning h.part, o.pos - o.events_before as base
), written as (
  insert into events (part, pos, stream_id, version, type, schema_version, command_id, cmd_seq,
                      occurred_at, data, meta, hash)
  select m.part, m.base + e.n, e.stream_id, e.version, e.type, e.schema_version, e.command_id,
         e.cmd_seq, to_timestamp(e.occurred_at_ms / 1000::float8),
         substring($19::bytea from e.start for e.data_bytes),
         convert_from(substring($19::bytea from e.start + e.data_bytes for e.meta_bytes), 'UTF8'),
         substring($20::bytea from (e.n::integer - 1) * 32 + 1 for 32)
  from unnest($8::smallint[], $9::uuid[], $10::integer[], $11::text[], $12::smallint[],
              $13::uuid[], $14::smallint[], $15::bigint[], $16::integer[], $17::integer[],
              $18::integer[]) with ordinality
    as e (part, stream_id, version, type, schema_version, command_id, cmd_seq, occurred_at_ms,
          start, data_bytes, meta_bytes, n)
  join moved m on m.part = e.part
  returning part
)
select m.part, (select count(*) from written)::integer as written from moved m
`;

/** One row for each partition that was appended; `written` counts the events of all of them. */
export type AppendedRow = { part: number; written: number };

/** The statement with a batch as its parameters. @throws on a batch that names a partition twice */
export function appendStatement(batch: readonly PartitionAppend[]): QueryConfig {
  if (new Set(batch.map(({ partition }) => partition)).size !== batch.length)
    throw new Error('A partition occurs twice in one append');
  return {
    name: 'append',
    text: appendSql,
    values: [...headParameters(batch), ...eventParameters(batch)],
  };
}

function headParameters(batch: readonly PartitionAppend[]): string[] {
  let eventsSoFar = 0;
  const eventsBefore = batch.map(({ events }) => (eventsSoFar += events.length) - events.length);
  return [
    arrayOf(batch.map(({ partition }) => partition)),
    arrayOf(batch.map(({ epoch }) => epoch)),
    arrayOf(batch.map(({ position }) => position)),
    arrayOf(batch.map(({ commandOffset }) => commandOffset)),
    arrayOf(batch.map(({ nextCommandOffset }) => nextCommandOffset)),
    arrayOf(eventsBefore),
    arrayOf(batch.map(({ events }) => events.length)),
  ];
}

function eventParameters(batch: readonly PartitionAppend[]): (string | Buffer)[] {
  const events = batch.flatMap((append) => append.events);
  const metas = events.map(({ meta }) => Buffer.from(meta));
  let end = 1; // SQL counts bytes from one.
  const starts = events.map(({ data }, index) => {
    const start = end;
    end += data.length + metas[index]!.length;
    return start;
  });
  return [
    arrayOf(batch.flatMap(({ partition, events }) => events.map(() => partition))),
    arrayOf(events.map(({ streamId }) => streamId)),
    arrayOf(events.map(({ version }) => version)),
    textArrayOf(events.map(({ type }) => type)),
    arrayOf(events.map(({ schemaVersion }) => schemaVersion)),
    arrayOf(events.map(({ commandId }) => commandId)),
    arrayOf(events.map(({ commandSeq }) => commandSeq)),
    arrayOf(events.map(({ occurredAt }) => occurredAt)),
    arrayOf(starts),
    arrayOf(events.map(({ data }) => data.length)),
    arrayOf(metas.map((meta) => meta.length)),
    Buffer.concat(events.flatMap(({ data }, index) => [data, metas[index]!])),
    Buffer.concat(events.map(hashOf)),
  ];
}

// A hash of another length would shift all hashes after it.
function hashOf({ hash, type }: NewEvent): Buffer {
  if (hash.length !== 32) throw new Error(`A hash of ${hash.length} bytes on ${type}`);
  return hash;
}

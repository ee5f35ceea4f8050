import type pg from 'pg';
import type { PartitionAppend } from '../port.js';
import { arrayOf } from './parameters.js';

/**
 * Only a partition whose head is as expected can have caused a unique violation: the others are
 * fenced, and what they bring is in the log for the good reason that it was applied before.
 */
const conflictsSql = `
with owned as (
  select h.part, h.pos from heads h
  join unnest($1::smallint[], $2::bigint[], $3::bigint[], $4::bigint[])
    as x (part, epoch, pos, cmd_offset)
    on x.part = h.part and x.epoch = h.epoch and x.pos = h.pos and x.cmd_offset = h.cmd_offset
), added as (
  select e.* from owned o
  join unnest($5::smallint[], $6::uuid[], $7::integer[], $8::uuid[], $9::smallint[])
    as e (part, stream_id, version, command_id, cmd_seq) on e.part = o.part
)
select a.part from added a where exists (
  select from events e
  where e.part = a.part and e.stream_id = a.stream_id and e.version = a.version)
union
select a.part from added a where a.cmd_seq = 0 and exists (
  select from events e
  where e.part = a.part and e.command_id = a.command_id and e.cmd_seq = 0)
union
select o.part from owned o where exists (
  select from events e where e.part = o.part and e.pos > o.pos)
union
select part from added group by part, stream_id, version having count(*) > 1
union
select part from added where cmd_seq = 0 group by part, command_id having count(*) > 1
`;

/** Which partitions of a refused batch hold an event, or a command, that may not be there twice. */
export async function conflictingPartitions(
  client: pg.Client,
  batch: readonly PartitionAppend[],
): Promise<ReadonlySet<number>> {
  const events = batch.flatMap((append) => append.events);
  const { rows } = await client.query<{ part: number }>(conflictsSql, [
    arrayOf(batch.map(({ partition }) => partition)),
    arrayOf(batch.map(({ epoch }) => epoch)),
    arrayOf(batch.map(({ position }) => position)),
    arrayOf(batch.map(({ commandOffset }) => commandOffset)),
    arrayOf(batch.flatMap(({ partition, events }) => events.map(() => partition))),
    arrayOf(events.map(({ streamId }) => streamId)),
    arrayOf(events.map(({ version }) => version)),
    arrayOf(events.map(({ commandId }) => commandId)),
    arrayOf(events.map(({ commandSeq }) => commandSeq)),
  ]);
  return new Set(rows.map(({ part }) => part));
}

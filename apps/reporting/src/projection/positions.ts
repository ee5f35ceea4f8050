// How far each partition has been applied. A commit moves its partitions from exactly where it
// expects them, in the transaction that writes what the events caused: so each event counts once.
import type { Database, Transaction } from '@ledgerway/platform';
import { endOf, type Chunk } from './projected-event.js';
import { plainArray } from './table-rows.js';

export type Position = {
  readonly partition: number;
  readonly position: bigint;
  readonly topicOffset: bigint | null;
};

/** Another process applied events of these partitions meanwhile: read the positions again. */
export class PositionsMoved extends Error {
  constructor(readonly partitions: readonly number[]) {
    super(`another process moved the positions of partitions ${partitions.join(', ')}`);
  }
}

const createPositionsSql = `
insert into positions (partition) select generate_series(0, $1::integer - 1)
on conflict (partition) do nothing
`;

export async function createPositions(database: Database, partitions: number): Promise<void> {
  await database.query(createPositionsSql, [partitions]);
}

const positionsSql = `select partition, position, topic_offset from positions order by partition`;

type PositionRow = { partition: number; position: string; topic_offset: string | null };

export async function readPositions(connection: Transaction): Promise<Map<number, Position>> {
  const { rows } = await connection.query<PositionRow>(positionsSql);
  return new Map(
    rows.map(({ partition, position, topic_offset }) => {
      const topicOffset = topic_offset === null ? null : BigInt(topic_offset);
      return [partition, { partition, position: BigInt(position), topicOffset }];
    }),
  );
}

// Locked in partition order, so that two processes never wait for each other in a circle.
const movePositionsSql = `
with expected as (
  select * from unnest($1::smallint[], $2::bigint[], $3::bigint[], $4::bigint[])
    as e (partition, after, position, topic_offset)
), owned as (
  select e.* from positions p join expected e on e.partition = p.partition
  where p.position = e.after
  order by p.partition
  for no key update of p
)
update positions p
set position = o.position, topic_offset = coalesce(o.topic_offset, p.topic_offset)
from owned o where p.partition = o.partition
returning p.partition
`;

/** @throws PositionsMoved if one of the partitions is not where its chunk goes on */
export async function movePositions(
  transaction: Transaction,
  chunks: readonly Chunk[],
): Promise<void> {
  const { rows } = await transaction.query<{ partition: number }>({
    name: 'move-positions',
    text: movePositionsSql,
    values: [
      plainArray(chunks.map(({ partition }) => partition)),
      plainArray(chunks.map(({ after }) => after)),
      plainArray(chunks.map(endOf)),
      plainArray(chunks.map(({ topicOffset }) => topicOffset)),
    ],
  });
  if (rows.length === chunks.length) return;
  const moved = new Set(rows.map(({ partition }) => partition));
  throw new PositionsMoved(
    chunks.map(({ partition }) => partition).filter((partition) => !moved.has(partition)),
  );
}

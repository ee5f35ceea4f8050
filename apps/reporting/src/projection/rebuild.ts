// Rebuilds the read models from the log, by the same code that keeps them current.
import type { EventReader } from '@ledgerway/event-store';
import type { Database } from '@ledgerway/platform';
import { applyChunks } from './apply.js';
import { LogSource } from './log-source.js';
import { createPositions, PositionsMoved, readPositions } from './positions.js';
import { tableNames } from './read-models.js';

export type RebuildOptions = {
  /** In a schema with this service's migrations; it may be another one than the live schema. */
  readonly database: Database;
  readonly reader: EventReader;
  readonly partitions: number;
  /** How many partitions are read, folded and written at the same time. */
  readonly concurrency?: number;
  readonly pageSize?: number;
  readonly progress?: (partition: number, position: bigint) => void;
};

// Waits for the commits that are under way, and holds back the next ones until all is empty.
const holdCommitsSql = `
lock table positions in share row exclusive mode
`;

const emptySql = `
truncate ${tableNames.join(', ')}
`;

const fromGenesisSql = `
update positions set position = 0, topic_offset = null
`;

/**
 * Empties the read models and applies the log from its first event up to where it ends now. A live
 * projection of the same schema may run meanwhile: whoever is first applies an event, once.
 *
 * @returns how many events the log had
 * @throws EventRefused at an event that cannot be applied
 */
export async function rebuildProjection(options: RebuildOptions): Promise<bigint> {
  const { database, reader, partitions, concurrency = 4 } = options;
  await createPositions(database, partitions);
  await database.transaction(async (transaction) => {
    await transaction.query(holdCommitsSql);
    await transaction.query(fromGenesisSql);
    await transaction.query(emptySql);
  });
  const heads = (await reader.heads()).filter(({ position }) => position > 0n);
  const waiting = heads.values();
  const work = async () => {
    // One at a time each: while one partition is written, the next is read and a third is folded.
    for (const { partition, position } of waiting)
      await rebuildPartition(options, partition, position);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return heads.reduce((sum, { position }) => sum + position, 0n);
}

async function rebuildPartition(
  options: RebuildOptions,
  partition: number,
  head: bigint,
): Promise<void> {
  const { database, reader, pageSize = 1_000, progress } = options;
  const log = new LogSource({ reader });
  for (let after = 0n; after < head;) {
    try {
      for await (const events of log.pages(partition, after, head, pageSize)) {
        await applyChunks(database, [{ partition, after, events, topicOffset: null }]);
        after += BigInt(events.length);
        progress?.(partition, after);
      }
      if (after < head) throw new Error(`the log of partition ${partition} ends before its head`);
    } catch (error) {
      if (!(error instanceof PositionsMoved)) throw error;
      after = (await readPositions(database.pool)).get(partition)!.position;
    }
  }
}

// Rebuilds the read models from the log, by the same code that keeps them current.
import type { Database } from '@ledgerway/platform';
import { applyLog, type ApplyLogOptions } from './apply-log.js';
import { createPositions } from './positions.js';
import { tableNames } from './read-models.js';

export type RebuildOptions = ApplyLogOptions & {
  readonly partitions: number;
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

/** Throws away all rows, so that the log's first event is the next one to apply. */
export async function emptyReadModels(database: Database, partitions: number): Promise<void> {
  await createPositions(database, partitions);
  await database.transaction(async (transaction) => {
    await transaction.query(holdCommitsSql);
    await transaction.query(fromGenesisSql);
    await transaction.query(emptySql);
  });
}

/**
 * Empties the read models and applies the log from its first event up to where it ends now. A live
 * projection of the same schema may run meanwhile: whoever is first applies an event, once.
 *
 * @returns how many events the log had
 * @throws EventRefused at an event that cannot be applied
 */
export async function rebuildProjection(options: RebuildOptions): Promise<bigint> {
  const { database, reader, partitions } = options;
  await emptyReadModels(database, partitions);
  const heads = await reader.heads();
  await applyLog(new Map(heads.map(({ partition, position }) => [partition, position])), options);
  return heads.reduce((sum, { position }) => sum + position, 0n);
}

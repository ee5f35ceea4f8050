// Applies events to all read models: every statement of a batch and its positions in one commit.
import { failpoint, type Database } from '@ledgerway/platform';
import { movePositions } from './positions.js';
import type { Chunk, ProjectedEvent } from './projected-event.js';
import { batches } from './read-models.js';
import type { Statement } from './table-rows.js';

/** An event that the read models cannot take: nothing of it was written. */
export class EventRefused extends Error {
  constructor(
    readonly event: Pick<ProjectedEvent, 'partition' | 'position' | 'streamId'>,
    cause: unknown,
  ) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`event ${event.partition}/${event.position} cannot be applied: ${reason}`, { cause });
  }
}

/**
 * Applies at most one chunk per partition, all of them or none.
 *
 * @throws EventRefused if a single event was given and cannot be applied
 * @throws PositionsMoved if another process was faster with one of the partitions
 */
export async function applyChunks(database: Database, chunks: readonly Chunk[]): Promise<void> {
  try {
    const statements = statementsOf(chunks);
    await database.transaction(async (transaction) => {
      await movePositions(transaction, chunks);
      for (const { name, text, values } of statements)
        await transaction.query({ name, text, values: [...values] });
      failpoint('reporting.before-commit');
    });
  } catch (error) {
    const [only] = chunks;
    if (chunks.length === 1 && only!.events.length === 1 && isRefusal(error))
      throw new EventRefused(only!.events[0]!, error);
    throw error;
  }
}

function statementsOf(chunks: readonly Chunk[]): Statement[] {
  const tables = batches();
  try {
    for (const { events } of chunks)
      for (const event of events) for (const table of tables) table.add(event);
    return tables.map((table) => table.statement()).filter((one) => one !== undefined);
  } catch (cause) {
    throw new Unprojectable((cause as Error).message, { cause });
  }
}

/** An event of a shape that no row can be made of. */
class Unprojectable extends Error {}

/**
 * Whether the data itself was refused, by us or by the database: a broken constraint or a value out
 * of range (the SQLSTATE classes 23 and 22). Anything else is the infrastructure's trouble and is
 * worth a new try.
 */
export const isRefusal = (error: unknown): boolean =>
  error instanceof Unprojectable || /^2[23]...$/.test((error as { code?: string }).code ?? '');

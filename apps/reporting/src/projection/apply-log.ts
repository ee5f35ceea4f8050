// Brings read models up to given positions from the log itself: for rebuilds and for catching up.
import type { EventReader } from '@ledgerway/event-store';
import type { Database } from '@ledgerway/platform';
import { applyChunks } from './apply.js';
import { LogSource } from './log-source.js';
import { PositionsMoved, readPositions } from './positions.js';
import type { Chunk } from './projected-event.js';
import { commitUpToRefusal } from './refused-event.js';

/** By partition. */
export type PositionsByPartition = ReadonlyMap<number, bigint>;

/** Streams that a partition keeps folded. Most end soon; those that go on later are read again. */
const maxStreams = 4_000;

export type ApplyLogOptions = {
  /** In the schema whose read models are written. */
  readonly database: Database;
  readonly reader: EventReader;
  /** How many partitions are read, folded and written at the same time. */
  readonly parallel?: number;
  readonly pageSize?: number;
  /** Called before each page; what it returns is waited for. */
  readonly pace?: (events: number) => Promise<void>;
  /** Called after each commit. */
  readonly progress?: (partition: number, position: bigint) => void;
  /** Stops between two pages; what is committed stays. */
  readonly signal?: AbortSignal;
};

/**
 * Applies what the log has up to `targets` and the read models lack, each event once, whoever else
 * applies events meanwhile. Memory is bounded by `parallel` pages, however long the log is.
 *
 * @throws EventRefused at an event that cannot be applied
 * @throws the signal's reason when it was stopped
 */
export async function applyLog(
  targets: PositionsByPartition,
  options: ApplyLogOptions,
): Promise<void> {
  const positions = await readPositions(options.database.pool);
  const waiting = [...targets]
    .map(([partition, upTo]) => ({
      partition,
      after: positions.get(partition)?.position ?? 0n,
      upTo,
    }))
    .filter(({ after, upTo }) => after < upTo)
    .values();
  let failed: { readonly error: unknown } | undefined;
  const work = async () => {
    // One at a time each: while one partition is written, the next is read and a third is folded.
    for (const range of waiting) {
      const proceeds = () => failed === undefined;
      await applyRange(range, options, proceeds).catch((error) => (failed ??= { error }));
      if (failed !== undefined) return;
    }
  };
  await Promise.all(Array.from({ length: options.parallel ?? 4 }, work));
  if (failed !== undefined) throw failed.error;
}

type Range = { readonly partition: number; readonly after: bigint; readonly upTo: bigint };

async function applyRange(
  range: Range,
  options: ApplyLogOptions,
  proceeds: () => boolean,
): Promise<void> {
  const { database, reader, pageSize = 1_000, pace, progress, signal } = options;
  const { partition, upTo } = range;
  const log = new LogSource({ reader, maxStreams });
  const commit = (chunk: Chunk) => applyChunks(database, [chunk]);
  for (let after = range.after; after < upTo;) {
    try {
      for await (const events of log.pages(partition, after, upTo, pageSize)) {
        await pace?.(events.length);
        signal?.throwIfAborted();
        if (!proceeds()) return;
        const page = { partition, after, events, topicOffset: null };
        await commit(page).catch((error: unknown) => commitUpToRefusal(page, error, commit));
        after += BigInt(events.length);
        progress?.(partition, after);
      }
      if (after < upTo) throw new Error(`the log of partition ${partition} ends before ${upTo}`);
    } catch (error) {
      if (!(error instanceof PositionsMoved)) throw error;
      after = (await readPositions(database.pool)).get(partition)!.position;
    }
  }
}

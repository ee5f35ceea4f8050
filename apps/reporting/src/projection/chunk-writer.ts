// Writes chunks as they come, those of several partitions in one commit.
import { NaturalBatcher, type Database } from '@ledgerway/platform';
import { applyChunks, isRefusal } from './apply.js';
import { endOf, type Chunk } from './projected-event.js';

/** So many partitions per commit; their events are bounded by the size of a delivered batch. */
const maxChunksPerCommit = 64;
const maxChunksQueued = 1_024;
/** A commit costs nearly the same for one partition as for many: a short wait brings them together. */
const lingerMs = 20;

export type ChunkWriterOptions = {
  readonly database: Database;
  /** Called after each commit, once per partition in it. */
  readonly applied: (partition: number, position: bigint, events: number) => void;
};

export class ChunkWriter {
  private readonly batcher: NaturalBatcher<Chunk, void>;

  constructor(private readonly options: ChunkWriterOptions) {
    this.batcher = new NaturalBatcher<Chunk, void>({
      flush: (chunks) => this.flush(chunks),
      maxBatch: maxChunksPerCommit,
      maxQueued: maxChunksQueued,
      lingerMs,
    });
  }

  /**
   * Resolves when the chunk is committed. At most one chunk of a partition may be under way.
   *
   * @throws EventRefused at an event that cannot be applied; those before it are committed
   * @throws PositionsMoved if another process applied events of this partition
   */
  write(chunk: Chunk): Promise<void> {
    return this.batcher.submit(chunk);
  }

  idle(): Promise<void> {
    return this.batcher.idle();
  }

  private async flush(chunks: readonly Chunk[]): Promise<(void | Error)[]> {
    try {
      await this.commit(chunks);
      return chunks.map(() => undefined);
    } catch (error) {
      if (chunks.length === 1) return [await this.commitUpToRefusal(chunks[0]!, error as Error)];
    }
    // One of them spoils the commit of all: each goes by itself.
    const results: (void | Error)[] = [];
    for (const chunk of chunks)
      results.push(
        await this.commit([chunk]).catch((error: Error) => this.commitUpToRefusal(chunk, error)),
      );
    return results;
  }

  private async commit(chunks: readonly Chunk[]): Promise<void> {
    await applyChunks(this.options.database, chunks);
    for (const chunk of chunks)
      this.options.applied(chunk.partition, endOf(chunk), chunk.events.length);
  }

  /** Halves a refused chunk until the event that is the cause stands alone. */
  private async commitUpToRefusal(chunk: Chunk, error: Error): Promise<void | Error> {
    if (chunk.events.length === 1 || !isRefusal(error)) return error;
    for (const half of halvesOf(chunk)) {
      const failure = await this.commit([half]).catch((cause: Error) =>
        this.commitUpToRefusal(half, cause),
      );
      if (failure instanceof Error) return failure;
    }
  }
}

function halvesOf({ partition, after, events, topicOffset }: Chunk): [Chunk, Chunk] {
  const middle = events.length >> 1;
  return [
    { partition, after, events: events.slice(0, middle), topicOffset: null },
    { partition, after: after + BigInt(middle), events: events.slice(middle), topicOffset },
  ];
}

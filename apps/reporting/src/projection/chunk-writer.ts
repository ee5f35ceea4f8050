// Writes chunks as they come, those of several partitions in one commit.
import { NaturalBatcher, type Database } from '@ledgerway/platform';
import { applyChunks } from './apply.js';
import { endOf, type Chunk } from './projected-event.js';
import { commitUpToRefusal } from './refused-event.js';

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
      if (chunks.length === 1) return [await this.split(chunks[0]!, error)];
    }
    // One of them spoils the commit of all: each goes by itself.
    const results: (void | Error)[] = [];
    for (const chunk of chunks)
      results.push(await this.commit([chunk]).catch((error: unknown) => this.split(chunk, error)));
    return results;
  }

  private async commit(chunks: readonly Chunk[]): Promise<void> {
    await applyChunks(this.options.database, chunks);
    for (const chunk of chunks)
      this.options.applied(chunk.partition, endOf(chunk), chunk.events.length);
  }

  private split(chunk: Chunk, error: unknown): Promise<void | Error> {
    return commitUpToRefusal(chunk, error, (half) => this.commit([half])).catch(
      (refusal: Error) => refusal,
    );
  }
}

// Which partitions this process owns, and how it comes to own them: raise the epoch, read on from
// where the log stands, publish what is not on the topic yet, resolve the open intents first.
import type { EventStore, Head, StreamRef } from '@ledgerway/event-store';
import type { Logger } from '@ledgerway/platform';
import type { Feed } from '../feed/feed.js';
import type { IntentWorker } from '../acquirer/intent-worker.js';
import type { Processor } from '../processor/processor.js';
import type { Streams } from '../processor/streams.js';
import { UnreadablePartition } from '../processor/stream.js';
import type { Publisher } from '../publisher/publisher.js';
import type { OpenStreams } from '../recovery/open-streams.js';

export type PartitionsOptions = {
  readonly store: EventStore;
  readonly streams: Streams;
  readonly processor: Processor;
  readonly publisher: Publisher;
  readonly worker: IntentWorker;
  readonly openStreams: OpenStreams;
  readonly feed: Feed;
  readonly instance: string;
  readonly logger: Logger;
  /** Delivers these partitions' commands from these offsets on. */
  readonly seek: (offsets: ReadonlyMap<number, bigint>) => Promise<void>;
  readonly retakeMs: number;
};

const recoveryBatch = 500;

export class Partitions {
  private readonly assigned = new Set<number>();
  private stopped = false;

  constructor(private readonly options: PartitionsOptions) {}

  /** Called at each assignment: where to read each partition's commands from. */
  async assign(partitions: readonly number[]): Promise<ReadonlyMap<number, bigint>> {
    for (const partition of partitions) this.assigned.add(partition);
    return this.takeOver(partitions);
  }

  unassign(partitions: readonly number[]): void {
    for (const partition of partitions) {
      this.assigned.delete(partition);
      this.release(partition);
    }
  }

  /**
   * Ownership became doubtful: fenced, or a commit of unknown outcome. After a pause it is taken
   * over anew, unless the message log has said meanwhile whose the partition is.
   */
  lost(partition: number): void {
    this.release(partition);
    setTimeout(() => void this.retake(partition), this.options.retakeMs).unref();
  }

  stop(): void {
    this.stopped = true;
    this.unassign([...this.assigned]);
  }

  private release(partition: number): void {
    const { processor, publisher, worker, openStreams, feed } = this.options;
    processor.disown(partition);
    publisher.stop(partition);
    worker.drop(partition);
    openStreams.forgetPartition(partition);
    feed.stop(partition);
  }

  private async retake(partition: number): Promise<void> {
    const { processor, logger, seek } = this.options;
    if (this.stopped || !this.assigned.has(partition)) return;
    if (processor.ownedBy(partition) !== undefined) return;
    try {
      await seek(await this.takeOver([partition]));
    } catch (err) {
      logger.warn({ err, partition }, 'a partition could not be taken over again yet');
      this.lost(partition);
    }
  }

  private async takeOver(partitions: readonly number[]): Promise<ReadonlyMap<number, bigint>> {
    const { store, processor, publisher, feed, instance, logger } = this.options;
    const heads = await store.takeOver(partitions, instance);
    const parked = new Map<number, string[]>();
    for (const { partition } of heads) {
      const commands = await store.parked(partition);
      parked.set(
        partition,
        commands.map(({ streamId }) => streamId),
      );
    }
    for (const head of heads) processor.own(head, parked.get(head.partition) ?? []);
    await publisher.resume(heads);
    await feed.resume(heads);
    await this.recover(heads);
    logger.info({ partitions, instance }, 'partitions taken over');
    return new Map(heads.map((head) => [head.partition, head.commandOffset]));
  }

  /** Hands every open intent of these partitions to the worker, to be looked up before all else. */
  private async recover(heads: readonly Head[]): Promise<void> {
    const { openStreams, processor } = this.options;
    const found = await Promise.all(
      heads.map(async ({ partition }) => [
        ...(await openStreams.withOpenIntents(partition)),
        ...(await openStreams.sinceCheckpoint(partition)),
      ]),
    );
    for (const refs of found)
      try {
        await this.considerAll(refs);
      } catch (error) {
        if (!(error instanceof UnreadablePartition)) throw error;
        processor.halt(error.partition, error.message);
      }
  }

  /** Loads streams in bounded batches and takes up what they have open. */
  async considerAll(refs: readonly StreamRef[]): Promise<void> {
    const { streams, worker, openStreams } = this.options;
    for (let from = 0; from < refs.length; from += recoveryBatch) {
      const loaded = await streams.load(refs.slice(from, from + recoveryBatch));
      openStreams.track(loaded.values());
      for (const stream of loaded.values()) worker.consider(stream, true);
    }
  }
}

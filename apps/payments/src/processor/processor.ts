// Applies commands to streams: batch → decide in memory → one append → publish, reply, hand intents
// on. One flush at a time; while it commits, the next batch gathers.
import type { CommandRecord, EventRecord } from '@ledgerway/contracts';
import type { EventStore, Head } from '@ledgerway/event-store';
import type { Logger } from '@ledgerway/platform';
import type { Publisher } from '../publisher/publisher.js';
import { AppliedOffsets } from './applied-offsets.js';
import { decideBatch } from './decide-batch.js';
import type { ProcessorMetrics } from './metrics.js';
import { recordedReply } from './repeats.js';
import { takeSnapshot, UnreadablePartition, type Stream } from './stream.js';
import type { Streams, WantedStream } from './streams.js';
import { Waiters } from './waiters.js';
import type { Draft, InternalWork, Owned, PartitionDraft, Work } from './work.js';

export type ProcessorOptions = {
  readonly store: EventStore;
  readonly streams: Streams;
  readonly publisher: Publisher;
  readonly metrics: ProcessorMetrics;
  readonly logger: Logger;
  /** Most commands in one append. */
  readonly maxBatch: number;
  /** Told of streams that an append changed, once it is durable. */
  readonly onChanged: (streams: ReadonlySet<Stream>) => void;
  /** Told of the events of a partition that have become durable, in order. */
  readonly onRecorded: (partition: number, records: readonly EventRecord[]) => void;
  /** A partition whose ownership became doubtful: it must be taken over anew before it goes on. */
  readonly onLost: (partition: number) => void;
};

const snapshotEveryVersions = 100;

export class Processor {
  private readonly owned = new Map<number, Owned>();
  private readonly halted = new Map<number, string>();
  private readonly waiters = new Waiters();
  private readonly offsets = new AppliedOffsets();
  private queue: Work[] = [];
  private running: Promise<void> | undefined;
  private roomWanted: (() => void)[] = [];

  constructor(private readonly options: ProcessorOptions) {}

  /** Starts to own a partition at exactly this head; what was queued for it before is dropped. */
  own(head: Head, parked: Iterable<string>): void {
    this.disown(head.partition);
    const { partition, epoch, position, commandOffset } = head;
    this.owned.set(partition, {
      partition,
      epoch,
      position,
      commandOffset,
      parked: new Set(parked),
    });
  }

  disown(partition: number): void {
    this.owned.delete(partition);
    this.options.streams.forgetPartition(partition);
    this.waiters.forgetPartition(partition);
    this.settleOffsets();
  }

  ownedBy(partition: number): Owned | undefined {
    return this.owned.get(partition);
  }

  get allOwned(): readonly Owned[] {
    return [...this.owned.values()];
  }

  get partitions(): readonly number[] {
    return [...this.owned.keys()];
  }

  /**
   * Lets go of partitions whose epoch somebody has raised, to take them over anew with what the log
   * says by now: an operator who unparks a stream does so. An append would find out, if one came.
   */
  loseFenced(heads: readonly Head[]): void {
    for (const { partition, epoch } of heads) {
      const owned = this.owned.get(partition);
      if (owned !== undefined && owned.epoch < epoch) this.lose(partition);
    }
  }

  /** Partitions that stopped because the log holds what it cannot hold; with the reason. */
  get haltedPartitions(): ReadonlyMap<number, string> {
    return this.halted;
  }

  get queued(): number {
    return this.queue.length;
  }

  add(work: readonly Work[]): void {
    for (const one of work) this.queue.push(one);
    this.running ??= this.run();
  }

  /** Has the outcome of an acquirer's answer or a timer decided; false if the partition was lost. */
  decide(
    partition: number,
    work: Omit<InternalWork, 'kind' | 'owned' | 'settled'>,
  ): Promise<boolean> {
    const owned = this.owned.get(partition);
    if (owned === undefined) return Promise.resolve(false);
    return new Promise((settled) => this.add([{ kind: 'internal', owned, settled, ...work }]));
  }

  /** True once the command at that offset is applied; false if the partition is not owned (any more). */
  applied(partition: number, offset: bigint): Promise<boolean> {
    const owned = this.owned.get(partition);
    return owned === undefined ? Promise.resolve(false) : this.offsets.wait(owned, offset);
  }

  /** Resolves when fewer than `limit` commands are queued. */
  async room(limit: number): Promise<void> {
    while (this.queue.length >= limit)
      await new Promise<void>((resume) => this.roomWanted.push(resume));
  }

  /** Resolves when nothing is queued or being written. */
  async idle(): Promise<void> {
    while (this.running !== undefined) await this.running;
  }

  private async run(): Promise<void> {
    while (this.queue.length > 0) {
      const batch = this.queue.slice(0, this.options.maxBatch);
      this.queue = this.queue.slice(this.options.maxBatch);
      for (const resume of this.roomWanted.splice(0)) resume();
      await this.flush(batch);
    }
    this.running = undefined;
  }

  private async flush(batch: readonly Work[]): Promise<void> {
    const current = batch.filter((work) => this.owned.get(work.owned.partition) === work.owned);
    let durable: ReadonlySet<number> = new Set();
    try {
      if (current.length > 0) durable = await this.apply(current);
    } catch (error) {
      if (error instanceof UnreadablePartition) this.halt(error.partition, error.message);
      this.options.logger.error(
        { err: error },
        'a batch could not be applied; its partitions start over',
      );
      for (const partition of new Set(current.map((work) => work.owned.partition)))
        if (!this.halted.has(partition)) this.lose(partition);
    }
    this.settleOffsets();
    for (const work of batch)
      if (work.kind === 'internal')
        work.settled(
          durable.has(work.owned.partition) && this.owned.get(work.owned.partition) === work.owned,
        );
  }

  /** The partitions whose part of the batch is durable. */
  private async apply(batch: readonly Work[]): Promise<ReadonlySet<number>> {
    const { store, streams, metrics } = this.options;
    const loaded = await streams.load(refsOf(batch));
    const draft = decideBatch(batch, {
      streams: loaded,
      waiters: this.waiters,
      onBug: (streamId, err) =>
        this.options.logger.error({ err, streamId }, 'a command cannot be decided, and is parked'),
    });
    if (draft.parked.length > 0) await store.park(draft.parked);
    const results = await this.append(draft);
    const durable = new Set<number>();
    for (const [partition, part] of draft.partitions) {
      const result = results.get(partition) ?? 'appended';
      if (result === 'appended') {
        part.owned.position = part.position;
        part.owned.commandOffset = part.commandOffset;
        durable.add(partition);
      } else if (result === 'fenced') this.lose(partition);
      else this.halt(partition, 'an event of this version exists already');
    }
    metrics.applied(batch, draft);
    this.afterCommit(draft, durable);
    return durable;
  }

  private append(draft: Draft) {
    const parts = [...draft.partitions.values()].filter(moved).map((part) => ({
      partition: part.owned.partition,
      epoch: part.owned.epoch,
      position: part.owned.position,
      commandOffset: part.owned.commandOffset,
      nextCommandOffset: part.commandOffset,
      events: part.events,
    }));
    if (parts.length === 0) return Promise.resolve(new Map<number, never>());
    return this.options.metrics.timeAppend(() => this.options.store.append(parts));
  }

  private afterCommit(draft: Draft, durable: ReadonlySet<number>): void {
    const { publisher, streams, onChanged, onRecorded } = this.options;
    for (const [partition, { records }] of draft.partitions) {
      if (!durable.has(partition)) continue;
      publisher.publish(partition, records);
      onRecorded(partition, records);
    }
    publisher.reply(draft.replies.filter(({ reply }) => durable.has(reply.partition)));
    const changed = new Set([...draft.changed].filter((stream) => durable.has(stream.partition)));
    streams.remember(changed);
    this.saveSnapshots(changed);
    onChanged(changed);
    for (const { record, stream } of draft.repeats)
      if (durable.has(stream.partition)) void this.repeat(record, stream);
  }

  private async repeat(record: CommandRecord, stream: Stream): Promise<void> {
    try {
      const reply = await recordedReply(this.options.store, record, stream);
      if (reply !== undefined && record.replyTo !== null)
        this.options.publisher.reply([{ replyTo: record.replyTo, reply }]);
    } catch (err) {
      this.options.logger.warn(
        { err, commandId: record.id },
        'a recorded outcome could not be read',
      );
    }
  }

  /** Long streams get a snapshot now and then; losing one costs time, never truth. */
  private saveSnapshots(changed: ReadonlySet<Stream>): void {
    const due = [...changed].filter(({ version }) => version % snapshotEveryVersions === 0);
    if (due.length === 0) return;
    this.options.store
      .saveSnapshots(due.map(takeSnapshot))
      .catch((err: unknown) => this.options.logger.warn({ err }, 'a snapshot was not saved'));
  }

  private settleOffsets(): void {
    this.offsets.settle((owned) => this.owned.get(owned.partition) === owned);
  }

  private lose(partition: number): void {
    this.disown(partition);
    this.options.onLost(partition);
  }

  /** Decides nothing more of this partition: the log holds what this program must not go on from. */
  halt(partition: number, reason: string): void {
    this.options.logger.fatal({ partition, reason }, 'a partition of the log is halted');
    this.halted.set(partition, reason);
    this.disown(partition);
  }
}

const moved = (part: PartitionDraft): boolean =>
  part.events.length > 0 || part.commandOffset !== part.owned.commandOffset;

/** A merchant's stream is most likely there before its payout. */
const beginsStream = (type: string) => type.startsWith('Create') && type !== 'CreatePayout';

function refsOf(batch: readonly Work[]): WantedStream[] {
  const refs = new Map<string, WantedStream>();
  for (const work of batch) {
    const streamId = work.kind === 'internal' ? work.streamId : work.record?.streamId;
    if (streamId === undefined) continue;
    const begins = work.kind === 'logged' && beginsStream(work.record?.command.type ?? '');
    const likelyNew = begins && refs.get(streamId)?.likelyNew !== false;
    refs.set(streamId, { partition: work.owned.partition, streamId, likelyNew });
  }
  return [...refs.values()];
}

// One subscription's deliveries: what is assigned, where each partition starts, and its lanes.
// Adapters differ in how they learn of an assignment and in how they read; this they share.
import type { Diagnostics } from '../diagnostics.js';
import type { StartOffset, Subscription } from '../port.js';
import { PartitionLane } from './partition-lane.js';
import { realTimer, type Timer } from './timer.js';

/** Where to begin, with the answer for a partition that `start` left out. */
export type WantedStart = StartOffset | 'committed';

export type DeliveryOptions = {
  readonly subscription: Subscription;
  /** Turns ends into offsets. Rejects while the log cannot tell; then it is asked again. */
  readonly resolve: (
    wanted: ReadonlyMap<number, WantedStart>,
  ) => Promise<ReadonlyMap<number, bigint>>;
  /** A lane has room or was opened: the adapter may read on. */
  readonly onRoom: () => void;
  readonly diagnostics: Diagnostics;
  readonly limits?: DeliveryLimits;
  readonly timer?: Timer;
};

export type DeliveryLimits = {
  /** How long a rejected batch rests before it comes again. */
  readonly retryPauseMs?: number;
  /** The most records of one batch. */
  readonly maxBatch?: number;
  /** The most records that are read ahead of the handler, per partition. */
  readonly maxQueued?: number;
};

const defaults = { retryPauseMs: 250, maxBatch: 1_000, maxQueued: 2_000 };

export class Delivery {
  private readonly lanes = new Map<number, PartitionLane>();
  private assigned: readonly number[] = [];
  private generation = 0;
  private opened = false;
  private readonly seeksMeanwhile = new Map<number, bigint>();
  private readonly limits: Required<DeliveryLimits>;
  private readonly timer: Timer;
  private endPause: (() => void) | undefined;

  constructor(private readonly options: DeliveryOptions) {
    this.limits = { ...defaults, ...options.limits };
    this.timer = options.timer ?? realTimer;
  }

  /** The lanes whose partitions are this member's, and whose start offsets are known. */
  openLanes(): PartitionLane[] {
    return this.assigned.map((p) => this.laneOf(p)).filter((lane) => lane.isOpen);
  }

  /** The lane of a partition; none if it is not open. */
  openLane(partition: number): PartitionLane | undefined {
    const lane = this.lanes.get(partition);
    return lane?.isOpen ? lane : undefined;
  }

  /**
   * These partitions, and no others, are this member's from now on. Asks the handler for its
   * positions, also for a partition it had before: others may have had it in between.
   *
   * @returns when deliveries have begun, or the assignment was overtaken by another
   */
  async assign(partitions: readonly number[]): Promise<void> {
    const generation = ++this.generation;
    const kept = new Set(partitions);
    const lost = this.assigned.filter((partition) => !kept.has(partition));
    for (const partition of this.assigned) this.laneOf(partition).close();
    this.assigned = partitions;
    this.opened = false;
    this.endPause?.();
    if (lost.length > 0) this.tellLost(lost);
    while (partitions.length > 0 && this.generation === generation) {
      try {
        await this.begin(partitions, generation);
        return;
      } catch (error) {
        const { topic, group } = this.options.subscription;
        this.options.diagnostics.warn({ err: error, topic, group }, 'no start offsets yet');
      }
      if (this.generation === generation) await this.pause();
    }
  }

  async seek(offsets: ReadonlyMap<number, StartOffset>): Promise<void> {
    const generation = this.generation;
    const resolved = await this.options.resolve(offsets);
    if (this.generation !== generation) return;
    if (this.opened) return this.openAt(resolved);
    // The handler asked for it after it was asked for its positions, so it wins over that answer.
    for (const [partition, offset] of resolved) this.seeksMeanwhile.set(partition, offset);
  }

  /** Ends all deliveries. Resolves when no `handle` is running. */
  async stop(): Promise<void> {
    this.generation++;
    this.assigned = [];
    this.endPause?.();
    for (const lane of this.lanes.values()) lane.close();
    await Promise.all([...this.lanes.values()].map((lane) => lane.idle()));
  }

  private async begin(partitions: readonly number[], generation: number): Promise<void> {
    this.seeksMeanwhile.clear();
    const starts = await this.options.subscription.start(partitions);
    const offsets = await this.options.resolve(
      new Map(partitions.map((partition) => [partition, starts.get(partition) ?? 'committed'])),
    );
    if (this.generation !== generation) return;
    this.opened = true;
    this.openAt(new Map([...offsets, ...this.seeksMeanwhile]));
  }

  private tellLost(partitions: readonly number[]): void {
    const { topic, group, lost } = this.options.subscription;
    try {
      lost?.(partitions);
    } catch (err) {
      this.options.diagnostics.warn(
        { err, topic, group },
        'the loss of partitions was not handled',
      );
    }
  }

  private openAt(offsets: ReadonlyMap<number, bigint>): void {
    for (const [partition, offset] of offsets)
      if (this.assigned.includes(partition)) this.laneOf(partition).open(offset);
  }

  private laneOf(partition: number): PartitionLane {
    const known = this.lanes.get(partition);
    if (known) return known;
    const { subscription, diagnostics, onRoom } = this.options;
    const { topic, group } = subscription;
    const lane = new PartitionLane({
      ...this.limits,
      timer: this.timer,
      topic,
      partition,
      onRoom,
      handle: (batch) => subscription.handle(batch),
      onRejected: (error, { records }) =>
        diagnostics.warn(
          { err: error, topic, group, partition, offset: String(records[0]?.offset) },
          'a batch was not handled and comes again',
        ),
    });
    this.lanes.set(partition, lane);
    return lane;
  }

  private async pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.endPause = resolve;
      this.timer(resolve, this.limits.retryPauseMs);
    });
    this.endPause = undefined;
  }
}

// What lies between an adapter that reads a partition and the handler of its records: a bounded
// queue, so that reading and handling overlap, and the rule of redelivery.
import type { LogRecord, RecordBatch } from '../port.js';
import type { Timer } from './timer.js';

export type LaneOptions = {
  readonly topic: string;
  readonly partition: number;
  readonly handle: (batch: RecordBatch) => Promise<void>;
  readonly onRejected: (error: unknown, batch: RecordBatch) => void;
  /** The lane has room again: the adapter may read on. */
  readonly onRoom: () => void;
  readonly timer: Timer;
  readonly retryPauseMs: number;
  /** The most records of one batch, and of the queue (which one read may exceed once). */
  readonly maxBatch: number;
  readonly maxQueued: number;
};

export class PartitionLane {
  /** The offset to read next; none while the partition is not this member's. */
  position: bigint | undefined;
  private queue: LogRecord[] = [];
  private generation = 0;
  private running: Promise<void> | undefined;
  private endPause: (() => void) | undefined;

  constructor(private readonly options: LaneOptions) {}

  get partition(): number {
    return this.options.partition;
  }

  get isOpen(): boolean {
    return this.position !== undefined;
  }

  get hasRoom(): boolean {
    return this.queue.length < this.options.maxQueued;
  }

  /** Delivers from this offset on. What was read before and not handled yet is dropped. */
  open(position: bigint): void {
    this.close();
    this.position = position;
    this.options.onRoom();
  }

  /** Delivers nothing more; a `handle` that is running is left to end. */
  close(): void {
    this.generation++;
    this.queue = [];
    this.position = undefined;
    this.endPause?.();
  }

  /** Nothing is to be had before `position`: reading goes on there. */
  skipTo(position: bigint): void {
    if (this.position !== undefined) this.position = position;
  }

  /**
   * Takes what was read at `from`; `next` is the offset behind it. A read that a seek or a new
   * assignment has overtaken is not taken: it would put records before or behind their place.
   */
  offer(from: bigint, records: readonly LogRecord[], next: bigint): boolean {
    if (this.position !== from) return false;
    this.position = next;
    for (const record of records) this.queue.push(record);
    if (this.queue.length > 0) this.running ??= this.deliver();
    return true;
  }

  /** Resolves when no `handle` is running. */
  async idle(): Promise<void> {
    await this.running;
  }

  private async deliver(): Promise<void> {
    await Promise.resolve(); // The reader finishes its turn before any handler runs.
    while (this.queue.length > 0) {
      const records = this.queue.splice(0, this.options.maxBatch);
      if (this.hasRoom) this.options.onRoom();
      await this.deliverBatch(records);
    }
    this.running = undefined;
  }

  private async deliverBatch(records: readonly LogRecord[]): Promise<void> {
    const { topic, partition } = this.options;
    const generation = this.generation;
    const batch = { topic, partition, records };
    while (this.generation === generation) {
      try {
        await this.options.handle(batch);
        return;
      } catch (error) {
        this.options.onRejected(error, batch);
      }
      if (this.generation === generation) await this.pause();
    }
  }

  private async pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.endPause = resolve;
      this.options.timer(resolve, this.options.retryPauseMs);
    });
    this.endPause = undefined;
  }
}

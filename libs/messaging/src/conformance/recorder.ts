import type {
  LogRecord,
  MessageLog,
  OutgoingRecord,
  RecordBatch,
  RunningSubscription,
  StartOffset,
  Subscription,
} from '../port.js';

const deadlineMs = 25_000;

export const text = (record: LogRecord): string => record.value.toString();

export const record = (partition: number, value: string): OutgoingRecord => ({
  partition,
  value: Buffer.from(value),
});

export const numbered = (partition: number, from: number, count: number): OutgoingRecord[] =>
  Array.from({ length: count }, (_, i) => record(partition, `${partition}:${from + i}`));

/** Subscribes, and keeps what happens. */
export class Recorder {
  readonly batches: RecordBatch[] = [];
  readonly starts: number[][] = [];
  readonly lost: number[][] = [];
  subscription: RunningSubscription | undefined;
  /** What each batch does on top of being kept; a rejection makes it come again. */
  onBatch: (batch: RecordBatch) => Promise<void> | void = () => undefined;
  onStart: (partitions: readonly number[]) => Promise<ReadonlyMap<number, StartOffset>> = async (
    partitions,
  ) => new Map(partitions.map((partition) => [partition, 'earliest']));
  private readonly watchers = new Set<() => void>();

  async subscribe(
    log: MessageLog,
    to: Pick<Subscription, 'topic' | 'group' | 'partitions'>,
  ): Promise<RunningSubscription> {
    this.subscription = await log.subscribe({
      ...to,
      start: (partitions) => {
        this.note(this.starts, [...partitions]);
        return this.onStart(partitions);
      },
      lost: (partitions) => this.note(this.lost, [...partitions]),
      handle: async (batch) => {
        this.note(this.batches, batch);
        await this.onBatch(batch);
      },
    });
    return this.subscription;
  }

  records(partition?: number): LogRecord[] {
    const wanted = this.batches.filter((b) => partition === undefined || b.partition === partition);
    return wanted.flatMap((batch) => [...batch.records]);
  }

  values(partition?: number): string[] {
    return this.records(partition).map(text);
  }

  /** Looks again after each thing that happens; no time passes in between. */
  async until(condition: () => boolean, what: string): Promise<void> {
    if (condition()) return;
    const met = Promise.withResolvers<void>();
    const watcher = (): void => {
      if (condition()) met.resolve();
    };
    this.watchers.add(watcher);
    const seen = (): string => JSON.stringify(this.values().slice(-20));
    const timer = setTimeout(
      () => met.reject(new Error(`Not seen in time: ${what}; the last records: ${seen()}`)),
      deadlineMs,
    );
    try {
      await met.promise;
    } finally {
      clearTimeout(timer);
      this.watchers.delete(watcher);
    }
  }

  async untilReceived(...values: string[]): Promise<void> {
    const all = (): boolean => {
      const received = new Set(this.values());
      return values.every((value) => received.has(value));
    };
    await this.until(all, values.join(', '));
  }

  async untilStarted(times = 1): Promise<void> {
    await this.until(() => this.starts.length >= times, `assignment ${times}`);
  }

  private note<T>(list: T[], item: T): void {
    list.push(item);
    for (const watcher of this.watchers) watcher();
  }
}

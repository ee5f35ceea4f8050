// Batches the book's writes by themselves: one flush is in flight, and the next takes what queued
// meanwhile. At rest a write leaves at once; under load one statement carries many.

type Waiting<T, R> = {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
};

export type WriteQueueOptions<T, R> = {
  /** Answers with one result per item, in the same order. A throw rejects the whole batch. */
  readonly flush: (items: readonly T[]) => Promise<readonly R[]>;
  readonly maxBatch: number;
  /** The most items that may wait; beyond it `submit` rejects. */
  readonly maxQueued: number;
};

export class WriteQueue<T, R> {
  private queue: Waiting<T, R>[] = [];
  private running: Promise<void> | undefined;

  constructor(private readonly options: WriteQueueOptions<T, R>) {}

  submit(item: T): Promise<R> {
    if (this.queue.length >= this.options.maxQueued)
      return Promise.reject(new Error(`${this.options.maxQueued} writes wait already`));
    return new Promise((resolve, reject) => {
      this.queue.push({ item, resolve, reject });
      this.running ??= this.run();
    });
  }

  /** Resolves when nothing waits or is in flight. */
  async idle(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    // The rest of this turn's calls still join the first batch.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.queue.length > 0) await this.flush(this.queue.splice(0, this.options.maxBatch));
    this.running = undefined;
  }

  private async flush(batch: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const results = await this.options.flush(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, i) => resolve(results[i] as R));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}

// Natural batching: one flush is in flight, and the next takes everything that queued meanwhile.
// Under load batches grow by themselves; at rest an item leaves at once. No rate is ever guessed.

export type NaturalBatcherOptions<T, R> = {
  /**
   * Handles one batch and answers with one entry per item, in the same order. An `Error` as an
   * entry rejects that caller alone; a throw rejects every caller of the batch.
   */
  flush: (items: readonly T[]) => Promise<readonly (R | Error)[]>;
  /** The most items that one flush takes. */
  maxBatch: number;
  /** The most items that may wait behind the flush in flight; beyond it `submit` rejects. */
  maxQueued: number;
  /** How long an idle batcher waits for company before it flushes. 0: until the next turn. */
  lingerMs?: number;
};

/** The queue is at its bound: the caller should shed the request, not wait. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
  constructor(readonly maxQueued: number) {
    super(`the queue is full (${maxQueued} items)`);
  }
}

type Entry<T, R> = { item: T; resolve: (result: R) => void; reject: (error: unknown) => void };

export class NaturalBatcher<T, R> {
  private queue: Entry<T, R>[] = [];
  private flushing = false;
  private wakeUp: (() => void) | undefined;
  private idleWaiters: (() => void)[] = [];

  constructor(private readonly options: NaturalBatcherOptions<T, R>) {}

  /** Items that wait for a flush; those in flight are not counted. */
  get queued(): number {
    return this.queue.length;
  }

  /** Resolves with the item's own result. Rejects with `QueueFullError` when the queue is full. */
  submit(item: T): Promise<R> {
    if (this.queue.length >= this.options.maxQueued)
      return Promise.reject(new QueueFullError(this.options.maxQueued));
    return new Promise<R>((resolve, reject) => {
      this.queue.push({ item, resolve, reject });
      if (!this.flushing) void this.run();
      else if (this.queue.length >= this.options.maxBatch) this.wakeUp?.();
    });
  }

  /** Resolves when nothing is queued or in flight. */
  idle(): Promise<void> {
    if (!this.flushing) return Promise.resolve();
    return new Promise((resolve) => this.idleWaiters.push(resolve));
  }

  private async run(): Promise<void> {
    this.flushing = true;
    await this.linger();
    while (this.queue.length > 0) await this.flushOnce(this.queue.splice(0, this.options.maxBatch));
    this.flushing = false;
    for (const resolve of this.idleWaiters.splice(0)) resolve();
  }

  private linger(): Promise<void> {
    const { lingerMs = 0, maxBatch } = this.options;
    if (lingerMs === 0 || this.queue.length >= maxBatch)
      return new Promise<void>((resolve) => setImmediate(resolve));
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, lingerMs);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    }).then(() => {
      this.wakeUp = undefined;
    });
  }

  private async flushOnce(batch: Entry<T, R>[]): Promise<void> {
    try {
      const results = await this.options.flush(batch.map(({ item }) => item));
      if (results.length !== batch.length)
        throw new Error(`a flush of ${batch.length} items answered with ${results.length} results`);
      batch.forEach((entry, i) => {
        const result = results[i] as R | Error;
        if (result instanceof Error) entry.reject(result);
        else entry.resolve(result);
      });
    } catch (error) {
      for (const entry of batch) entry.reject(error);
    }
  }
}

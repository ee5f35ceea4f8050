// Between the requests and the database: what is logged waits here for company, and nobody waits for
// it. When the database cannot keep up, requests go unlogged rather than unanswered.
import type { LoggedRequest } from '@ledgerway/contracts';
import type { Logger } from '@ledgerway/platform';

export type LogQueueOptions = {
  readonly write: (batch: readonly LoggedRequest[]) => Promise<void>;
  readonly log: Pick<Logger, 'warn'>;
  readonly lingerMs?: number;
};

const lingerMs = 250;
const maxBatch = 500;
const maxQueued = 10_000;
/** Of bodies, in UTF-16 units: what the queue may hold of memory. */
const maxQueuedLength = 16_000_000;

const lengthOf = ({ requestBody, responseBody }: LoggedRequest): number =>
  (requestBody?.length ?? 0) + (responseBody?.length ?? 0);

export class LogQueue {
  private queue: LoggedRequest[] = [];
  private queuedLength = 0;
  private flushing: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** Since the start, for the metrics. */
  written = 0;
  dropped = 0;

  constructor(private readonly options: LogQueueOptions) {}

  get queued(): number {
    return this.queue.length;
  }

  add(request: LoggedRequest): void {
    const length = lengthOf(request);
    if (this.queue.length >= maxQueued || this.queuedLength + length > maxQueuedLength) {
      this.dropped += 1;
      return;
    }
    this.queue.push(request);
    this.queuedLength += length;
    if (this.queue.length >= maxBatch) this.flushNow();
    else if (this.flushing === undefined)
      this.timer ??= setTimeout(() => this.flushNow(), this.options.lingerMs ?? lingerMs);
  }

  /** Resolves when all that was added so far is written or dropped. */
  async drained(): Promise<void> {
    while (this.queue.length > 0 || this.flushing !== undefined) {
      this.flushNow();
      await this.flushing;
    }
  }

  private flushNow(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.flushing ??= this.flush().finally(() => (this.flushing = undefined));
  }

  private async flush(): Promise<void> {
    while (this.queue.length > 0) {
      const batch = this.queue.splice(0, maxBatch);
      for (const request of batch) this.queuedLength -= lengthOf(request);
      try {
        await this.options.write(batch);
        this.written += batch.length;
      } catch (error) {
        this.dropped += batch.length;
        this.options.log.warn({ err: error, requests: batch.length }, 'requests went unlogged');
      }
    }
  }
}

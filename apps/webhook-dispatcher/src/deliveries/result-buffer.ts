// Results on their way to the database: one write is under way, the next takes all that came
// meanwhile and a moment more. What is here is what a crash sends again, so there is a bound on it.
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@ledgerway/platform';
import type { Result, Results } from './results.js';

export type ResultBufferOptions = {
  readonly results: Pick<Results, 'write'>;
  readonly epoch: bigint;
  readonly now: () => number;
  readonly logger: Pick<Logger, 'warn' | 'error'>;
  readonly onWritten: (batch: readonly Result[]) => void;
  /**
   * Fewer deliveries were ours than were written: somebody else has them, or something is broken.
   */
  readonly onMismatch: (missing: number) => void;
};

const maxPerWrite = 512;
/** A write costs about the same for one result as for this many: few wait for company. */
const enoughPerWrite = 64;
const companyMs = 5;
const firstRetryMs = 50;
const maxRetryMs = 2_000;

export class ResultBuffer {
  private waiting: Result[] = [];
  private inWrite: readonly Result[] = [];
  private writing: Promise<void> | undefined;
  private hurry: (() => void) | undefined;
  private abandoned = false;

  constructor(private readonly options: ResultBufferOptions) {}

  get size(): number {
    return this.waiting.length + this.inWrite.length;
  }

  /** Deliveries whose leases end as soon as this is written. */
  get held(): string[] {
    return [...this.inWrite, ...this.waiting].map(({ delivery }) => delivery.deliveryId);
  }

  add(result: Result): void {
    this.waiting.push(result);
    if (this.isUrgent(result)) this.hurry?.();
    this.writing ??= this.run().finally(() => (this.writing = undefined));
  }

  /** Resolves when everything is written, or given up by `abandon`. */
  async idle(): Promise<void> {
    this.hurry?.();
    while (this.writing !== undefined) await this.writing;
  }

  /** Writes nothing more, not even what waits: the next owner sends it again. */
  abandon(): void {
    this.abandoned = true;
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0 && !this.abandoned) {
      await this.company();
      this.inWrite = this.waiting.splice(0, maxPerWrite);
      await this.write(this.inWrite);
      this.inWrite = [];
    }
  }

  private company(): Promise<void> {
    if (this.waiting.some((result) => this.isUrgent(result))) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, companyMs);
      this.hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** What comes after it in its order waits for it; or it is the last of enough. */
  private isUrgent({ delivery }: Result): boolean {
    return delivery.orderKey !== null || this.waiting.length >= enoughPerWrite;
  }

  private async write(batch: readonly Result[]): Promise<void> {
    const { results, epoch, now, logger } = this.options;
    for (let failures = 0; !this.abandoned; failures++) {
      try {
        const applied = await results.write(batch, epoch, now());
        // After a failure the batch may have been written although no answer came.
        if (applied !== batch.length && failures === 0)
          this.options.onMismatch(batch.length - applied);
        this.options.onWritten(batch);
        return;
      } catch (error) {
        logger.error({ err: error, results: batch.length }, 'results could not be written');
        await delay(Math.min(firstRetryMs * 2 ** failures, maxRetryMs));
      }
    }
  }
}

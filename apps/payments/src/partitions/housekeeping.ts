// What a process does with its partitions from time to time: write the checkpoint of open streams,
// expire what nobody captured, and look again at intents that stayed open for too long.
import type { Clock, Logger } from '@ledgerway/platform';
import { expiryOf } from '../expiry/expiry.js';
import type { Processor } from '../processor/processor.js';
import type { Streams } from '../processor/streams.js';
import type { Owned } from '../processor/work.js';
import type { OpenStreams } from '../recovery/open-streams.js';
import type { Partitions } from './partitions.js';

export type HousekeepingOptions = {
  readonly processor: Processor;
  readonly partitions: Partitions;
  readonly streams: Streams;
  readonly openStreams: OpenStreams;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly intervalMs: number;
};

const duePage = 500;

export class Housekeeping {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: HousekeepingOptions) {}

  start(): void {
    const { intervalMs } = this.options;
    this.timer = setInterval(() => {
      this.running = this.running.then(() => this.round());
    }, intervalMs);
    this.timer.unref();
  }

  /** One round: never throws, since the next one comes anyway. */
  async round(): Promise<void> {
    try {
      await this.checkpoint();
      await this.attendToDue();
    } catch (err) {
      this.options.logger.warn({ err }, 'housekeeping will be tried again');
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
    await this.checkpoint().catch(() => undefined); // Recovery reads the log instead.
  }

  private checkpoint(): Promise<void> {
    const { processor, openStreams } = this.options;
    const owned = processor.partitions.map((partition) => processor.ownedBy(partition));
    return openStreams.checkpoint(owned.filter((one): one is Owned => one !== undefined));
  }

  private async attendToDue(): Promise<void> {
    const { processor, openStreams, streams, partitions, clock } = this.options;
    const due = await openStreams.due(processor.partitions, duePage);
    if (due.length === 0) return;
    await partitions.considerAll(due);
    for (const stream of (await streams.load(due)).values()) {
      const expiry = expiryOf(stream, clock.now());
      if (expiry !== undefined) await processor.decide(stream.partition, expiry);
    }
  }
}

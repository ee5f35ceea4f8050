// What a process does with its partitions from time to time: write the checkpoint of open streams,
// decide what is due by the clock, and look again at intents that stayed open for too long.
import type { Positions } from '@ledgerway/contracts';
import { tenantOf } from '@ledgerway/domain';
import type { EventStore } from '@ledgerway/event-store';
import type { AccountClocks, Logger } from '@ledgerway/platform';
import type { Feed } from '../feed/feed.js';
import type { Processor } from '../processor/processor.js';
import { UnreadablePartition } from '../processor/stream.js';
import type { Streams } from '../processor/streams.js';
import type { Owned } from '../processor/work.js';
import type { OpenStreams } from '../recovery/open-streams.js';
import { dueCommands } from '../timers/timers.js';
import type { Partitions } from './partitions.js';

export type HousekeepingOptions = {
  readonly store: Pick<EventStore, 'heads'>;
  readonly processor: Processor;
  readonly partitions: Partitions;
  readonly streams: Streams;
  readonly openStreams: OpenStreams;
  readonly feed: Feed;
  readonly clocks: AccountClocks;
  readonly logger: Logger;
  readonly intervalMs: number;
};

const duePage = 500;
const maxPages = 20;

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

  /**
   * Sets an account's test clock, and sees to what became due by it before it resolves: first to what
   * merchants are owed by now, since that may be due as well.
   */
  async setClock(accountId: string, offsetMs: number): Promise<void> {
    const { clocks, feed } = this.options;
    await clocks.set(accountId, offsetMs);
    await feed.settle();
    this.running = this.running.then(() => this.round());
    await this.running;
  }

  /** One round: never throws, since the next one comes anyway. */
  private async round(): Promise<void> {
    try {
      await this.options.clocks.refresh();
      this.options.processor.loseFenced(await this.options.store.heads());
      await this.checkpoint();
      for (let page = 0; page < maxPages; page += 1) if (!(await this.attendToDue())) break;
    } catch (err) {
      if (err instanceof UnreadablePartition)
        this.options.processor.halt(err.partition, err.message);
      this.options.logger.warn({ err }, 'housekeeping will be tried again');
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
    await this.checkpoint().catch(() => undefined); // Recovery reads the log instead.
  }

  /** Where the log of each partition that this process owns has got to. */
  positions(): Positions {
    return this.owned().map(({ partition, position }) => [partition, position.toString()]);
  }

  private checkpoint(): Promise<void> {
    return this.options.openStreams.checkpoint(this.owned());
  }

  private owned(): Owned[] {
    const { processor } = this.options;
    const owned = processor.partitions.map((partition) => processor.ownedBy(partition));
    return owned.filter((one): one is Owned => one !== undefined);
  }

  /** False when nothing more is due. */
  private async attendToDue(): Promise<boolean> {
    const { processor, openStreams, streams, partitions, clocks } = this.options;
    const due = await openStreams.due(processor.partitions, duePage);
    if (due.length === 0) return false;
    await partitions.considerAll(due);
    let decided = false;
    for (const stream of (await streams.load(due)).values()) {
      const tenant = tenantOf(stream.state);
      if (tenant === null) continue;
      const nowMs = clocks.now(tenant.merchantId, tenant.livemode);
      for (const command of dueCommands(stream, nowMs))
        decided = (await processor.decide(stream.partition, command)) || decided;
    }
    await this.checkpoint();
    return decided;
  }
}

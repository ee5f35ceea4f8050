// The message log of the embedded deployment: topics as tables of the database that also holds the
// event log. Writers append with one statement, readers poll one connection and are woken at once
// by publishers of the same process.
import pg from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import { Delivery, type DeliveryLimits } from '../delivery/delivery.js';
import { silent, type Diagnostics } from '../diagnostics.js';
import {
  PublishTimeout,
  type LogHealth,
  type LogRecord,
  type MessageLog,
  type OutgoingRecord,
  type RunningSubscription,
  type Subscription,
  type TopicDefinition,
} from '../port.js';
import { PublishQueue, type Publication } from '../publishing/publish-queue.js';
import { append } from './append.js';
import { handOvers, type HandOver } from './hand-over.js';
import { connectionConfig, mayPass, type ConnectionOptions } from './database.js';
import { commit, lastRecords, resolveStarts, tails } from './offsets.js';
import { Reader, type Reading } from './reader.js';
import { Retention } from './retention.js';
import { TopicCatalog } from './topic-catalog.js';
import { announce } from './wake-up.js';

export type PostgresMessageLogOptions = ConnectionOptions & {
  readonly logger?: Diagnostics;
  /** For publishing; reading has a connection of its own. */
  readonly maxConnections?: number;
  readonly pollMs?: number;
  readonly publishTimeoutMs?: number;
  readonly retentionEveryMs?: number;
  readonly limits?: DeliveryLimits;
};

const publishRetryMs = 50;

export class PostgresMessageLog implements MessageLog {
  private readonly pool: pg.Pool;
  private readonly catalog: TopicCatalog;
  private readonly reader: Reader;
  private readonly retention: Retention;
  private readonly queue: PublishQueue;
  private readonly running = new Set<RunningSubscription>();
  private readonly diagnostics: Diagnostics;
  private closing: Promise<void> | undefined;

  constructor(private readonly options: PostgresMessageLogOptions) {
    this.diagnostics = options.logger ?? silent;
    const config = connectionConfig(options, 'message log');
    this.pool = new pg.Pool({ ...config, max: options.maxConnections ?? 2 });
    this.pool.on('error', (err) => this.diagnostics.warn({ err }, 'idle connection lost'));
    // Of one in use the query fails as well, and that is what the caller sees.
    this.pool.on('connect', (client) => client.on('error', () => undefined));
    this.catalog = new TopicCatalog(this.pool);
    const { pollMs = 500, retentionEveryMs = 60_000, publishTimeoutMs = 15_000 } = options;
    this.reader = new Reader({ config, pollMs, diagnostics: this.diagnostics });
    this.retention = new Retention(this.pool, retentionEveryMs, this.diagnostics);
    this.queue = new PublishQueue({
      flush: (batch, deadlineMs) => this.write(batch, deadlineMs),
      lingerMs: 0,
      maxBatchBytes: 4 * 1024 * 1024,
      maxBatchRecords: 5_000,
      maxQueuedBytes: 64 * 1024 * 1024,
      maxQueuedRecords: 50_000,
      timeoutMs: publishTimeoutMs,
    });
  }

  async createTopics(topics: readonly TopicDefinition[]): Promise<void> {
    for (const topic of topics) await this.catalog.create(topic);
  }

  async publish(topic: string, records: readonly OutgoingRecord[]): Promise<void> {
    const { partitions } = await this.catalog.find(topic);
    for (const { partition } of records)
      if (!(partition >= 0 && partition < partitions))
        throw new RangeError(`Topic ${topic} has no partition ${partition}`);
    await this.queue.add({ topic, records });
  }

  async subscribe(subscription: Subscription): Promise<RunningSubscription> {
    const { topic, group, partitions } = subscription;
    const { id: topicId, partitions: count } = await this.catalog.find(topic);
    const delivery = new Delivery({
      subscription,
      resolve: (wanted) =>
        resolveStarts(this.pool, topicId, partitions ? undefined : group, wanted),
      onRoom: () => this.reader.wake(topic),
      diagnostics: this.diagnostics,
      limits: this.options.limits,
    });
    const all = Array.from({ length: count }, (_, partition) => partition);
    const candidate = partitions ? undefined : candidateFor(subscription, delivery, all);
    const reading: Reading = { topic, topicId, delivery, candidate };
    const running: RunningSubscription = {
      seek: (offsets) => delivery.seek(offsets),
      commit: (offsets) => {
        if (!partitions) this.commit(group, topicId, offsets);
      },
      silentForMs: () => this.reader.silentForMs(),
      stop: async () => {
        this.running.delete(running);
        await delivery.stop();
        this.reader.remove(reading); // Only now may another member begin.
      },
    };
    this.running.add(running);
    this.reader.add(reading);
    if (partitions) await delivery.assign(partitions);
    return running;
  }

  async tails(topic: string): Promise<ReadonlyMap<number, bigint>> {
    return tails(this.pool, (await this.catalog.find(topic)).id);
  }

  async lastRecords(topic: string): Promise<ReadonlyMap<number, LogRecord>> {
    return lastRecords(this.pool, (await this.catalog.find(topic)).id);
  }

  async health(): Promise<LogHealth> {
    try {
      await this.pool.query('select 1');
    } catch (error) {
      return { ok: false, detail: `the database does not answer: ${(error as Error).message}` };
    }
    const ok = !this.reader.isBroken;
    return { ok, detail: ok ? 'connected' : 'the reading connection is being restored' };
  }

  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async shutDown(): Promise<void> {
    await this.queue.close();
    await Promise.all([...this.running].map((running) => running.stop()));
    await this.reader.stop();
    await this.retention.stop();
    await this.pool.end();
  }

  /** Tries again while the database may come back: a restart delays publishes, it loses none. */
  private async write(batch: readonly Publication[], deadlineMs: number): Promise<void> {
    const deadline = performance.now() + deadlineMs;
    for (;;) {
      try {
        for (const handOver of await this.appendOnce(batch)) this.reader.take(handOver);
        return announce(new Set(batch.map(({ topic }) => topic)), this.reader);
      } catch (error) {
        if (!mayPass(error)) throw error;
        if (performance.now() + publishRetryMs >= deadline)
          throw new PublishTimeout('The database did not confirm the records in time', {
            cause: error,
          });
        await delay(publishRetryMs);
      }
    }
  }

  private async appendOnce(batch: readonly Publication[]): Promise<HandOver[]> {
    const items = await Promise.all(
      batch.map(async ({ topic, records }) => {
        const { id: topicId } = await this.catalog.find(topic);
        return { topicId, records };
      }),
    );
    return handOvers(items, await append(this.pool, items));
  }

  private commit(group: string, topicId: number, offsets: ReadonlyMap<number, bigint>): void {
    commit(this.pool, group, topicId, offsets).catch((err: unknown) =>
      this.diagnostics.warn({ err, group }, 'offsets were not committed'),
    );
  }
}

function candidateFor(
  { group, topic }: Subscription,
  delivery: Delivery,
  partitions: readonly number[],
) {
  return {
    lockName: `ledgerway message log: ${JSON.stringify([group, topic])}`,
    activate: () => void delivery.assign(partitions),
    deactivate: () => void delivery.assign([]),
  };
}

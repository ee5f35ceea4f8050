// The message log on Kafka, by kafkajs 2.2.4. What the port promises beyond it (exact start
// offsets, reading and handling that overlap, readers outside of groups) is made here; see
// raw-cluster.ts and membership.ts for the division of work.
import type { Admin, Kafka } from 'kafkajs';
import { silent, type Diagnostics } from '../diagnostics.js';
import type {
  LogHealth,
  LogRecord,
  MessageLog,
  OutgoingRecord,
  RunningSubscription,
  Subscription,
  TopicDefinition,
} from '../port.js';
import { PublishQueue } from '../publishing/publish-queue.js';
import { createClient, impatient, patient } from './client.js';
import { persistently, within } from './deadline.js';
import { lastRecords } from './last-records.js';
import { KafkaSubscription } from './kafka-subscription.js';
import { kafkaDefaults, type KafkaMessageLogOptions } from './options.js';
import { Publisher } from './publisher.js';
import { createCluster } from './raw-cluster.js';
import { Renewable } from './renewable.js';
import { Topics } from './topics.js';

const healthLimitMs = 2_000;
const lastRecordsLimitMs = 10_000;
const disconnectLimitMs = 2_000;

export class KafkaMessageLog implements MessageLog {
  private readonly options: KafkaMessageLogOptions & typeof kafkaDefaults;
  private readonly diagnostics: Diagnostics;
  private readonly kafka: Kafka;
  private readonly admin: Renewable<Admin>;
  private readonly topics: Topics;
  private readonly publisher: Publisher;
  private readonly queue: PublishQueue;
  private readonly running = new Set<KafkaSubscription>();
  private closing: Promise<void> | undefined;

  constructor(options: KafkaMessageLogOptions) {
    this.options = { ...kafkaDefaults, ...options };
    this.diagnostics = options.logger ?? silent;
    this.kafka = createClient(options, impatient);
    this.admin = new Renewable('admin', () => this.kafka.admin());
    this.topics = new Topics(this.admin);
    this.publisher = new Publisher(options);
    this.queue = new PublishQueue({
      flush: (batch, deadlineMs) => this.publisher.write(batch, deadlineMs),
      lingerMs: this.options.lingerMs,
      // A broker refuses a partition's batch beyond 1 MiB, and all of a send may be for one.
      maxBatchBytes: 900_000,
      maxBatchRecords: 10_000,
      maxQueuedBytes: 64 * 1024 * 1024,
      maxQueuedRecords: 50_000,
      timeoutMs: this.options.publishTimeoutMs,
    });
  }

  async createTopics(definitions: readonly TopicDefinition[]): Promise<void> {
    for (const definition of definitions)
      await this.topics.create({ ...definition, topic: this.prefixed(definition.topic) });
  }

  async publish(topic: string, records: readonly OutgoingRecord[]): Promise<void> {
    const partitions = await this.topics.partitionsOf(this.prefixed(topic));
    for (const { partition } of records)
      if (!(partition >= 0 && partition < partitions))
        throw new RangeError(`Topic ${topic} has no partition ${partition}`);
    await this.queue.add({ topic: this.prefixed(topic), records });
  }

  async subscribe(subscription: Subscription): Promise<RunningSubscription> {
    await this.topics.partitionsOf(this.prefixed(subscription.topic));
    const running = new KafkaSubscription(subscription, {
      topic: this.prefixed(subscription.topic),
      group: this.prefixed(subscription.group),
      topics: this.topics,
      createCluster: () => createCluster(this.kafka),
      createClient: (isRetired) => createClient(this.options, patient, isRetired),
      maxWaitMs: this.options.maxWaitMs,
      sessionTimeoutMs: this.options.sessionTimeoutMs,
      limits: this.options.limits,
      diagnostics: this.diagnostics,
      onStopped: () => this.running.delete(running),
    });
    this.running.add(running);
    await running.begin();
    return running;
  }

  async tails(topic: string): Promise<ReadonlyMap<number, bigint>> {
    await this.topics.partitionsOf(this.prefixed(topic));
    return this.topics.tails(this.prefixed(topic));
  }

  async lastRecords(topic: string): Promise<ReadonlyMap<number, LogRecord>> {
    await this.topics.partitionsOf(this.prefixed(topic));
    return persistently(lastRecordsLimitMs, async () => {
      const cluster = createCluster(this.kafka);
      try {
        const reading = lastRecords(cluster, this.prefixed(topic));
        return await within(lastRecordsLimitMs, 'last records', reading);
      } finally {
        within(disconnectLimitMs, 'disconnect', cluster.disconnect()).catch(() => undefined);
      }
    });
  }

  async health(): Promise<LogHealth> {
    try {
      const cluster = await this.admin.use(healthLimitMs, (admin) => admin.describeCluster());
      return { ok: true, detail: `${cluster.brokers.length} brokers` };
    } catch (error) {
      return { ok: false, detail: `Kafka does not answer: ${(error as Error).message}` };
    }
  }

  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async shutDown(): Promise<void> {
    await this.queue.close();
    await Promise.all([...this.running].map((running) => running.stop()));
    await Promise.all([this.publisher.close(), this.admin.close()]);
  }

  private prefixed(name: string): string {
    return `${this.options.topicPrefix}${name}`;
  }
}

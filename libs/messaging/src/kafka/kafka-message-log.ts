// The message log on Kafka, by kafkajs 2.2.4. What the port promises beyond that client (exact start
// offsets, reading and handling that overlap, readers outside of groups) is made here; see
// raw-cluster.ts and membership.ts for the division of work.
import type { Admin, Kafka } from 'kafkajs';
import { Delivery } from '../delivery/delivery.js';
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
import { within } from './deadline.js';
import { lastRecords } from './last-records.js';
import { Membership } from './membership.js';
import { kafkaDefaults, type KafkaMessageLogOptions } from './options.js';
import { PartitionFetcher } from './partition-fetcher.js';
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
  private readonly patientKafka: Kafka;
  private readonly impatientKafka: Kafka;
  private readonly admin: Renewable<Admin>;
  private readonly topics: Topics;
  private readonly publisher: Publisher;
  private readonly queue: PublishQueue;
  private readonly running = new Set<RunningSubscription>();
  private closing: Promise<void> | undefined;

  constructor(options: KafkaMessageLogOptions) {
    this.options = { ...kafkaDefaults, ...options };
    this.diagnostics = options.logger ?? silent;
    this.patientKafka = createClient(options, patient);
    this.impatientKafka = createClient(options, impatient);
    this.admin = new Renewable('admin', () => this.impatientKafka.admin());
    this.topics = new Topics(this.admin);
    this.publisher = new Publisher(this.patientKafka);
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
    const topic = this.prefixed(subscription.topic);
    await this.topics.partitionsOf(topic);
    const group = subscription.partitions ? undefined : this.prefixed(subscription.group);
    let lastAnswerAt = performance.now();
    const onAnswer = (): void => void (lastAnswerAt = performance.now());
    const delivery: Delivery = new Delivery({
      subscription,
      resolve: (wanted) => this.topics.resolveStarts(topic, group, wanted),
      onRoom: () => fetcher.wake(),
      diagnostics: this.diagnostics,
      limits: this.options.limits,
    });
    const { maxWaitMs, sessionTimeoutMs } = this.options;
    const fetcher = new PartitionFetcher({
      createCluster: () => createCluster(this.impatientKafka),
      topic,
      lanes: () => delivery.openLanes(),
      maxWaitMs,
      onAnswer,
      diagnostics: this.diagnostics,
    });
    const membership =
      group === undefined
        ? undefined
        : new Membership({
            kafka: this.patientKafka,
            topic,
            group,
            sessionTimeoutMs,
            maxWaitMs,
            onAssigned: (partitions) => void delivery.assign(partitions),
            onExpelled: () => void delivery.assign([]),
            onAnswer,
            diagnostics: this.diagnostics,
          });
    const running: RunningSubscription = {
      seek: (offsets) => delivery.seek(offsets),
      commit: (offsets) => membership?.commit(offsets),
      silentForMs: () => performance.now() - lastAnswerAt,
      stop: async () => {
        this.running.delete(running);
        await Promise.all([delivery.stop(), fetcher.stop()]);
        await membership?.stop(); // Only now may another member begin.
      },
    };
    this.running.add(running);
    if (subscription.partitions) await delivery.assign(subscription.partitions);
    return running;
  }

  async tails(topic: string): Promise<ReadonlyMap<number, bigint>> {
    await this.topics.partitionsOf(this.prefixed(topic));
    return this.topics.tails(this.prefixed(topic));
  }

  async lastRecords(topic: string): Promise<ReadonlyMap<number, LogRecord>> {
    await this.topics.partitionsOf(this.prefixed(topic));
    const cluster = createCluster(this.impatientKafka);
    try {
      const reading = lastRecords(cluster, this.prefixed(topic));
      return await within(lastRecordsLimitMs, 'last records', reading);
    } finally {
      within(disconnectLimitMs, 'disconnect', cluster.disconnect()).catch(() => undefined);
    }
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

// Membership in a consumer group, and nothing else: which partitions are this member's. A consumer
// of kafkajs does it, with all its partitions paused for good; while paused it only keeps up the
// heartbeat. It fetches nothing (see raw-cluster.ts).
import type { Consumer, Kafka } from 'kafkajs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Diagnostics } from '../diagnostics.js';
import { patient } from './client.js';
import { within } from './deadline.js';

export type MembershipOptions = {
  readonly createClient: (isRetired: () => boolean) => Kafka;
  readonly topic: string;
  readonly group: string;
  readonly sessionTimeoutMs: number;
  readonly maxWaitMs: number;
  /** At each generation of the group, also if nothing changed for this member. */
  readonly onAssigned: (partitions: readonly number[]) => void;
  /** The group may have given everything to others. */
  readonly onExpelled: () => void;
  readonly onAnswer: () => void;
  readonly diagnostics: Diagnostics;
};

const tickMs = 1_000;
const commitLimitMs = 1_000;
const disconnectLimitMs = 3_000;
const rejoinPauseMs = 500;
/** How long the others of a group are waited for when it deals out its partitions, in sessions. */
const rebalanceSessions = 3;

export class Membership {
  private consumer: Consumer | undefined;
  /** Of the group's current generation, as far as is known here. */
  private assignment: readonly number[] = [];
  private expelled = true;
  private readonly uncommitted = new Map<number, bigint>();
  private committing: Promise<void> | undefined;
  private joining: Promise<void>;
  private lastContactAt = performance.now();
  private readonly timer: NodeJS.Timeout;
  private stopped = false;

  constructor(private readonly options: MembershipOptions) {
    this.joining = this.join();
    this.timer = setInterval(() => this.tick(), tickMs);
  }

  /** Kept for the next commit; of several for a partition the last one wins. */
  commit(offsets: ReadonlyMap<number, bigint>): void {
    for (const [partition, offset] of offsets) this.uncommitted.set(partition, offset);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await within(disconnectLimitMs, 'join', this.joining).catch(() => undefined);
    await within(commitLimitMs, 'commit', this.flush()).catch(() => undefined);
    await this.leave();
  }

  private async join(): Promise<void> {
    const { topic, group } = this.options;
    while (!this.stopped) {
      const consumer = this.createConsumer();
      this.consumer = consumer;
      this.lastContactAt = performance.now();
      try {
        await consumer.connect();
        await consumer.subscribe({ topics: [topic], fromBeginning: true });
        await consumer.run({ autoCommit: false, eachBatch: async () => undefined });
        return; // Also if it crashed already; then that has begun a rejoin.
      } catch (error) {
        if (this.consumer !== consumer) return; // Given up by a rejoin, which joins by itself.
        this.options.diagnostics.warn({ err: error, topic, group }, 'joining the group failed');
        await this.leave();
        await delay(rejoinPauseMs);
      }
    }
  }

  private createConsumer(): Consumer {
    const { createClient, topic, group, sessionTimeoutMs, maxWaitMs, diagnostics } = this.options;
    const isRetired = (): boolean => this.consumer !== consumer;
    const consumer: Consumer = createClient(isRetired).consumer({
      groupId: group,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: Math.trunc(sessionTimeoutMs / 5),
      rebalanceTimeout: rebalanceSessions * sessionTimeoutMs,
      maxWaitTimeInMs: maxWaitMs, // How often it looks for a heartbeat to send.
      allowAutoTopicCreation: false,
      retry: patient, // Left out, it would be five retries, whatever the client has.
    });
    const { GROUP_JOIN, HEARTBEAT, CRASH } = consumer.events;
    consumer.on(HEARTBEAT, () => {
      if (isRetired()) return;
      this.contact();
      // The session was not over, only unheard of: the generation goes on as it was.
      if (this.expelled) this.assign(this.assignment);
    });
    consumer.on(GROUP_JOIN, ({ payload }) => {
      if (isRetired()) return;
      consumer.pause([{ topic }]); // Comes before its first fetch, and holds for later generations.
      this.contact();
      this.assign(payload.memberAssignment[topic] ?? []);
    });
    consumer.on(CRASH, ({ payload: { error } }) => {
      if (isRetired()) return;
      diagnostics.warn({ err: error, topic, group }, 'the group member crashed and joins anew');
      this.rejoin();
    });
    return consumer;
  }

  private contact(): void {
    this.lastContactAt = performance.now();
    this.options.onAnswer();
  }

  private assign(partitions: readonly number[]): void {
    this.assignment = partitions;
    this.expelled = false;
    this.options.onAssigned(partitions);
  }

  private expel(): void {
    if (this.expelled) return;
    this.expelled = true;
    this.options.onExpelled();
  }

  private tick(): void {
    const { sessionTimeoutMs, topic, group, diagnostics } = this.options;
    const silentMs = performance.now() - this.lastContactAt;
    // The coordinator may have given us up by now. Or the group waits for members that are gone.
    if (silentMs > sessionTimeoutMs) this.expel();
    if (silentMs > (rebalanceSessions + 1) * sessionTimeoutMs) {
      diagnostics.warn({ topic, group, silentMs }, 'the group does not answer, joining anew');
      this.rejoin();
    }
    this.committing ??= this.flush().finally(() => (this.committing = undefined));
  }

  private rejoin(): void {
    this.lastContactAt = performance.now();
    this.expel();
    const before = this.joining;
    const leaving = this.leave();
    this.joining = Promise.all([leaving, within(disconnectLimitMs, 'join', before)])
      .catch(() => undefined)
      .then(() => delay(rejoinPauseMs))
      .then(() => this.join());
  }

  private async leave(): Promise<void> {
    const { consumer } = this;
    this.consumer = undefined;
    if (consumer === undefined) return;
    await within(disconnectLimitMs, 'leave', consumer.disconnect()).catch(() => undefined);
  }

  private async flush(): Promise<void> {
    const { consumer } = this;
    if (consumer === undefined || this.uncommitted.size === 0) return;
    const { topic, group, diagnostics } = this.options;
    const offsets = [...this.uncommitted];
    this.uncommitted.clear();
    try {
      await consumer.commitOffsets(
        offsets.map(([partition, offset]) => ({ topic, partition, offset: String(offset) })),
      );
    } catch (error) {
      diagnostics.info({ err: error, topic, group }, 'offsets were not committed, later ones will');
      for (const [partition, offset] of offsets)
        if (!this.uncommitted.has(partition)) this.uncommitted.set(partition, offset);
    }
  }
}

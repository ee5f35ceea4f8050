import type { Kafka } from 'kafkajs';
import { Delivery, type DeliveryLimits } from '../delivery/delivery.js';
import type { Diagnostics } from '../diagnostics.js';
import type { RunningSubscription, StartOffset, Subscription } from '../port.js';
import { Membership } from './membership.js';
import { PartitionFetcher } from './partition-fetcher.js';
import type { RawCluster } from './raw-cluster.js';
import type { Topics } from './topics.js';

export type KafkaSubscriptionOptions = {
  /** As Kafka knows them. */
  readonly topic: string;
  readonly group: string;
  readonly topics: Topics;
  readonly createCluster: () => RawCluster;
  readonly createClient: (isRetired: () => boolean) => Kafka;
  readonly maxWaitMs: number;
  readonly sessionTimeoutMs: number;
  readonly limits?: DeliveryLimits | undefined;
  readonly diagnostics: Diagnostics;
  readonly onStopped: () => void;
};

/** Membership tells which partitions are ours, the fetcher reads, the delivery hands over. */
export class KafkaSubscription implements RunningSubscription {
  private readonly delivery: Delivery;
  private readonly fetcher: PartitionFetcher;
  private readonly membership: Membership | undefined;
  private lastFetchAt = performance.now();
  private lastHeartbeatAt = performance.now();

  constructor(
    private readonly subscription: Subscription,
    private readonly options: KafkaSubscriptionOptions,
  ) {
    const { topic, topics } = options;
    const group = subscription.partitions ? undefined : options.group;
    this.delivery = new Delivery({
      ...options,
      subscription,
      resolve: (wanted) => topics.resolveStarts(topic, group, wanted),
      onRoom: () => this.fetcher.wake(),
    });
    this.fetcher = new PartitionFetcher({
      ...options,
      lanes: () => this.delivery.openLanes(),
      onAnswer: () => (this.lastFetchAt = performance.now()),
    });
    if (group === undefined) return;
    this.membership = new Membership({
      ...options,
      onAssigned: (partitions) => void this.delivery.assign(partitions),
      onExpelled: () => void this.delivery.assign([]),
      onAnswer: () => (this.lastHeartbeatAt = performance.now()),
    });
  }

  /** Resolves when the start offsets of a reader of its own are fixed. */
  async begin(): Promise<void> {
    const { partitions } = this.subscription;
    if (partitions) await this.delivery.assign(partitions);
  }

  seek(offsets: ReadonlyMap<number, StartOffset>): Promise<void> {
    return this.delivery.seek(offsets);
  }

  commit(nextOffsets: ReadonlyMap<number, bigint>): void {
    this.membership?.commit(nextOffsets);
  }

  silentForMs(): number {
    const lastAt = this.membership
      ? Math.min(this.lastFetchAt, this.lastHeartbeatAt)
      : this.lastFetchAt;
    return performance.now() - lastAt;
  }

  async stop(): Promise<void> {
    await Promise.all([this.delivery.stop(), this.fetcher.stop()]);
    await this.membership?.stop(); // Only now may another member begin.
    this.options.onStopped();
  }
}

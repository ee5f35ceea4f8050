// The message log of simulations and unit tests. Nothing in it depends on the clock or on chance:
// the same calls give the same deliveries in the same order. Bring a `timer` on virtual time and
// even the pauses before redeliveries are part of the simulation.
import { Delivery, type DeliveryLimits, type WantedStart } from '../delivery/delivery.js';
import { startOffset } from '../delivery/start-offsets.js';
import type { Timer } from '../delivery/timer.js';
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
import type { Group } from './group.js';
import { InMemoryStorage } from './in-memory-storage.js';

export type InMemoryMessageLogOptions = {
  /** Shared by logs that stand for several processes on one server. */
  readonly storage?: InMemoryStorage;
  readonly timer?: Timer;
  readonly limits?: DeliveryLimits;
  readonly logger?: Diagnostics;
};

export class InMemoryMessageLog implements MessageLog {
  private readonly storage: InMemoryStorage;
  private readonly running = new Set<RunningSubscription>();
  private closed = false;

  constructor(private readonly options: InMemoryMessageLogOptions = {}) {
    this.storage = options.storage ?? new InMemoryStorage();
  }

  async createTopics(definitions: readonly TopicDefinition[]): Promise<void> {
    for (const definition of definitions) this.storage.create(definition);
  }

  async publish(topic: string, records: readonly OutgoingRecord[]): Promise<void> {
    if (this.closed) throw new Error('The message log is closed');
    this.storage.append(topic, records);
  }

  async subscribe(subscription: Subscription): Promise<RunningSubscription> {
    const { topic, partitions } = subscription;
    const { storage } = this;
    const group = partitions ? undefined : storage.groupOf(subscription.group, topic);
    const delivery: Delivery = new Delivery({
      subscription,
      resolve: async (wanted) => resolve(storage.partitionsOf(topic), wanted, group),
      onRoom: () => storage.read(delivery),
      diagnostics: this.options.logger ?? silent,
      limits: this.options.limits,
      timer: this.options.timer,
    });
    storage.attach(delivery, topic);
    const running: RunningSubscription = {
      seek: (offsets) => delivery.seek(offsets),
      commit: (offsets) => group?.commit(offsets),
      silentForMs: () => 0,
      stop: async () => {
        this.running.delete(running);
        storage.detach(delivery);
        await delivery.stop();
        group?.leave(delivery); // Only now may another member begin.
      },
    };
    this.running.add(running);
    if (partitions) await delivery.assign(partitions);
    else group?.join(delivery);
    return running;
  }

  async tails(topic: string): Promise<ReadonlyMap<number, bigint>> {
    return new Map(this.storage.partitionsOf(topic).map((list, p) => [p, BigInt(list.length)]));
  }

  async lastRecords(topic: string): Promise<ReadonlyMap<number, LogRecord>> {
    const last = new Map<number, LogRecord>();
    this.storage.partitionsOf(topic).forEach((list, p) => {
      const record = list.at(-1);
      if (record) last.set(p, record);
    });
    return last;
  }

  async health(): Promise<LogHealth> {
    return { ok: !this.closed, detail: 'in memory' };
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.running].map((running) => running.stop()));
  }
}

function resolve(
  partitions: readonly LogRecord[][],
  wanted: ReadonlyMap<number, WantedStart>,
  group: Group | undefined,
): ReadonlyMap<number, bigint> {
  const resolved = new Map<number, bigint>();
  for (const [partition, start] of wanted) {
    const latest = BigInt(partitions[partition]?.length ?? 0);
    const committed = group?.committed.get(partition);
    resolved.set(partition, startOffset(start, { earliest: 0n, latest, committed }));
  }
  return resolved;
}

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
import { Group } from './group.js';

export type InMemoryMessageLogOptions = {
  readonly timer?: Timer;
  readonly limits?: DeliveryLimits;
  readonly logger?: Diagnostics;
};

/** How many records one read hands to a lane, as a real log would not give everything at once. */
const maxRead = 500;

export class InMemoryMessageLog implements MessageLog {
  private readonly topics = new Map<string, LogRecord[][]>();
  private readonly groups = new Map<string, Group>();
  private readonly deliveries = new Map<Delivery, string>();
  private readonly running = new Set<RunningSubscription>();
  private closed = false;

  constructor(private readonly options: InMemoryMessageLogOptions = {}) {}

  async createTopics(definitions: readonly TopicDefinition[]): Promise<void> {
    for (const { topic, partitions } of definitions) {
      const existing = this.topics.get(topic);
      if (existing === undefined)
        this.topics.set(
          topic,
          Array.from({ length: partitions }, () => []),
        );
      else if (existing.length !== partitions)
        throw new Error(`Topic ${topic} has ${existing.length} partitions, not ${partitions}`);
    }
  }

  async publish(topic: string, records: readonly OutgoingRecord[]): Promise<void> {
    if (this.closed) throw new Error('The message log is closed');
    const partitions = this.partitionsOf(topic);
    const target = (partition: number): LogRecord[] => {
      const list = partitions[partition];
      if (list === undefined) throw new RangeError(`Topic ${topic} has no partition ${partition}`);
      return list;
    };
    const targets = records.map(({ partition }) => target(partition));
    records.forEach(({ headers = {}, value }, i) => {
      const list = targets[i]!;
      list.push({ offset: BigInt(list.length), headers: { ...headers }, value });
    });
    for (const [delivery, of] of this.deliveries) if (of === topic) this.read(delivery, topic);
  }

  async subscribe(subscription: Subscription): Promise<RunningSubscription> {
    const { topic, group: groupName, partitions } = subscription;
    const count = this.partitionsOf(topic).length;
    const group = partitions ? undefined : this.groupOf(groupName, topic, count);
    const delivery: Delivery = new Delivery({
      subscription,
      resolve: async (wanted) => this.resolve(topic, wanted, group),
      onRoom: () => this.read(delivery, topic),
      diagnostics: this.options.logger ?? silent,
      limits: this.options.limits,
      timer: this.options.timer,
    });
    this.deliveries.set(delivery, topic);
    const running: RunningSubscription = {
      seek: (offsets) => delivery.seek(offsets),
      commit: (offsets) => group?.commit(offsets),
      silentForMs: () => 0,
      stop: async () => {
        this.running.delete(running);
        this.deliveries.delete(delivery);
        await delivery.stop();
        group?.leave(delivery);
      },
    };
    this.running.add(running);
    if (partitions) await delivery.assign(partitions);
    else group?.join(delivery);
    return running;
  }

  async tails(topic: string): Promise<ReadonlyMap<number, bigint>> {
    return new Map(this.partitionsOf(topic).map((list, p) => [p, BigInt(list.length)]));
  }

  async lastRecords(topic: string): Promise<ReadonlyMap<number, LogRecord>> {
    const last = new Map<number, LogRecord>();
    this.partitionsOf(topic).forEach((list, p) => {
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

  private partitionsOf(topic: string): LogRecord[][] {
    const partitions = this.topics.get(topic);
    if (partitions === undefined) throw new Error(`No such topic: ${topic}`);
    return partitions;
  }

  private groupOf(name: string, topic: string, partitions: number): Group {
    const key = JSON.stringify([name, topic]);
    const known = this.groups.get(key);
    if (known) return known;
    const group = new Group(partitions);
    this.groups.set(key, group);
    return group;
  }

  private resolve(
    topic: string,
    wanted: ReadonlyMap<number, WantedStart>,
    group: Group | undefined,
  ): ReadonlyMap<number, bigint> {
    const partitions = this.partitionsOf(topic);
    const resolved = new Map<number, bigint>();
    for (const [partition, start] of wanted) {
      const latest = BigInt(partitions[partition]?.length ?? 0);
      const committed = group?.committed.get(partition);
      resolved.set(partition, startOffset(start, { earliest: 0n, latest, committed }));
    }
    return resolved;
  }

  private read(delivery: Delivery, topic: string): void {
    const partitions = this.partitionsOf(topic);
    for (const lane of delivery.openLanes()) {
      const list = partitions[lane.partition] ?? [];
      while (lane.hasRoom && lane.position !== undefined && lane.position < list.length) {
        const from = lane.position;
        const records = list.slice(Number(from), Number(from) + maxRead);
        lane.offer(from, records, from + BigInt(records.length));
      }
    }
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import type { WantedStart } from '../delivery/delivery.js';
import { startOffset } from '../delivery/start-offsets.js';
import type { TopicDefinition } from '../port.js';
import { persistently } from './deadline.js';
import type { Renewable } from './renewable.js';

const callLimitMs = 10_000;
const leadersLimitMs = 30_000;
const pollMs = 50;

export class Topics {
  private readonly known = new Map<string, Promise<number>>();

  constructor(private readonly admin: Renewable<Admin>) {}

  /**
   * @returns the number of partitions
   * @throws if there is no such topic
   */
  partitionsOf(topic: string): Promise<number> {
    const known = this.known.get(topic);
    if (known) return known;
    const found = this.find(topic).then((partitions) => {
      if (partitions === undefined) throw new Error(`No such topic: ${topic}`);
      return partitions.length;
    });
    this.known.set(topic, found);
    found.catch(() => this.known.delete(topic));
    return found;
  }

  /** @throws if it exists with another number of partitions */
  async create({ topic, partitions, retentionMs, compacted }: TopicDefinition): Promise<void> {
    if ((await this.find(topic)) === undefined)
      // Waiting for leaders is broken in kafkajs: it asks before the metadata has arrived. What is
      // not given here (replicas, min.insync.replicas) is the operator's choice, on the broker.
      await this.call((admin) =>
        admin.createTopics({
          waitForLeaders: false,
          topics: [
            {
              topic,
              numPartitions: partitions,
              configEntries: [
                { name: 'retention.ms', value: String(retentionMs) },
                ...(compacted === true ? [{ name: 'cleanup.policy', value: 'compact' }] : []),
              ],
            },
          ],
        }),
      );
    const deadline = performance.now() + leadersLimitMs;
    let found = await this.findSoon(topic);
    while (!found?.every(({ leader }) => leader >= 0)) {
      if (performance.now() > deadline) throw new Error(`Topic ${topic} gets no leaders`);
      await delay(pollMs);
      found = await this.findSoon(topic);
    }
    if (found.length !== partitions)
      throw new Error(`Topic ${topic} has ${found.length} partitions, not ${partitions}`);
    await this.offsets(topic); // Answered by the leaders themselves: now they know it, too.
  }

  async tails(topic: string): Promise<Map<number, bigint>> {
    const offsets = await this.offsets(topic);
    return new Map(offsets.map(({ partition, high }) => [partition, BigInt(high)]));
  }

  /** @param group whose commits count, if it is a group that asks */
  async resolveStarts(
    topic: string,
    group: string | undefined,
    wanted: ReadonlyMap<number, WantedStart>,
  ): Promise<Map<number, bigint>> {
    const offsets = await this.offsets(topic);
    const asksForCommits = [...wanted.values()].includes('committed');
    const committed =
      group !== undefined && asksForCommits ? await this.committed(topic, group) : new Map();
    const resolved = new Map<number, bigint>();
    for (const { partition, low, high } of offsets) {
      const start = wanted.get(partition);
      const bounds = {
        earliest: BigInt(low),
        latest: BigInt(high),
        committed: committed.get(partition),
      };
      if (start !== undefined) resolved.set(partition, startOffset(start, bounds));
    }
    return resolved;
  }

  private offsets(topic: string): Promise<{ partition: number; low: string; high: string }[]> {
    return persistently(callLimitMs, () => this.call((admin) => admin.fetchTopicOffsets(topic)));
  }

  private async committed(topic: string, groupId: string): Promise<Map<number, bigint>> {
    const [found] = await this.call((admin) => admin.fetchOffsets({ groupId, topics: [topic] }));
    const offsets = (found?.partitions ?? []).map(
      ({ partition, offset }) => [partition, BigInt(offset)] as const,
    );
    return new Map(offsets.filter(([, offset]) => offset >= 0n)); // -1: never committed.
  }

  private async find(topic: string): Promise<{ leader: number }[] | undefined> {
    return this.call(async (admin) => {
      if (!(await admin.listTopics()).includes(topic)) return undefined;
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      return topics[0]?.partitions;
    });
  }

  /** A new topic is not known to every broker at once, nor has it leaders at once. */
  private async findSoon(topic: string): Promise<{ leader: number }[] | undefined> {
    try {
      return await this.find(topic);
    } catch (error) {
      const { type } = error as { type?: string };
      if (type === 'UNKNOWN_TOPIC_OR_PARTITION' || type === 'LEADER_NOT_AVAILABLE')
        return undefined;
      throw error;
    }
  }

  private call<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    return this.admin.use(callLimitMs, work);
  }
}

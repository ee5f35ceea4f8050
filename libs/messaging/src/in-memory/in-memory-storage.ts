import type { Delivery } from '../delivery/delivery.js';
import type { LogRecord, OutgoingRecord, TopicDefinition } from '../port.js';
import { Group } from './group.js';

/** How many records one read hands to a lane, as a real log would not give everything at once. */
const maxRead = 500;

/** What the instances of one in-memory log share: the "server". It outlives each of them. */
export class InMemoryStorage {
  private readonly topics = new Map<string, LogRecord[][]>();
  private readonly groups = new Map<string, Group>();
  private readonly readers = new Map<Delivery, string>();

  create({ topic, partitions }: TopicDefinition): void {
    const existing = this.topics.get(topic);
    if (existing === undefined)
      this.topics.set(
        topic,
        Array.from({ length: partitions }, () => []),
      );
    else if (existing.length !== partitions)
      throw new Error(`Topic ${topic} has ${existing.length} partitions, not ${partitions}`);
  }

  partitionsOf(topic: string): readonly LogRecord[][] {
    const partitions = this.topics.get(topic);
    if (partitions === undefined) throw new Error(`No such topic: ${topic}`);
    return partitions;
  }

  append(topic: string, records: readonly OutgoingRecord[]): void {
    const partitions = this.partitionsOf(topic);
    const targets = records.map(({ partition }) => {
      const list = partitions[partition];
      if (list === undefined) throw new RangeError(`Topic ${topic} has no partition ${partition}`);
      return list;
    });
    records.forEach(({ headers = {}, value }, i) => {
      const list = targets[i]!;
      list.push({ offset: BigInt(list.length), headers: { ...headers }, value });
    });
    for (const [reader, of] of this.readers) if (of === topic) this.read(reader);
  }

  groupOf(name: string, topic: string): Group {
    const key = JSON.stringify([name, topic]);
    const known = this.groups.get(key);
    if (known) return known;
    const group = new Group(this.partitionsOf(topic).length);
    this.groups.set(key, group);
    return group;
  }

  attach(reader: Delivery, topic: string): void {
    this.readers.set(reader, topic);
  }

  detach(reader: Delivery): void {
    this.readers.delete(reader);
  }

  /** Gives the reader what it has room for. */
  read(reader: Delivery): void {
    const topic = this.readers.get(reader);
    if (topic === undefined) return;
    const partitions = this.partitionsOf(topic);
    for (const lane of reader.openLanes()) {
      const list = partitions[lane.partition] ?? [];
      while (lane.hasRoom && lane.position !== undefined && lane.position < list.length) {
        const from = lane.position;
        const records = list.slice(Number(from), Number(from) + maxRead);
        lane.offer(from, records, from + BigInt(records.length));
      }
    }
  }
}

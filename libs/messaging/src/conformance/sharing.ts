import type { LogsUnderTest } from '../conformance.js';
import type { MessageLog, RecordBatch } from '../port.js';
import { numbered, Recorder } from './recorder.js';

const partitions = [0, 1, 2, 3];

/** Members of one group that keep their positions in one store, as real handlers do. */
class Members {
  private readonly positions = new Map<number, bigint>();
  private readonly applied = new Map<number, string[]>(partitions.map((p) => [p, []]));

  async join(log: MessageLog, topic: string): Promise<Recorder> {
    const member = new Recorder();
    member.onStart = async (assigned) =>
      new Map(assigned.map((p) => [p, this.positions.get(p) ?? 'earliest']));
    member.onBatch = (batch) => this.apply(batch);
    await member.subscribe(log, { topic, group: 'members' });
    return member;
  }

  values(partition: number): readonly string[] {
    return this.applied.get(partition)!;
  }

  private apply({ partition, records }: RecordBatch): void {
    for (const { offset, value } of records) {
      if (offset < (this.positions.get(partition) ?? 0n)) continue; // Delivered twice.
      this.positions.set(partition, offset + 1n);
      this.applied.get(partition)!.push(value.toString());
    }
  }
}

const upTo = (partition: number, count: number): string[] =>
  numbered(partition, 0, count).map(({ value }) => value.toString());

const toAll = (from: number, count: number) => partitions.flatMap((p) => numbered(p, from, count));

export function sharing({ log, open, newTopic }: LogsUnderTest): void {
  it('hands a group every record, and hands over when a member stops', async () => {
    const topic = await newTopic(partitions.length);
    const members = new Members();
    const first = await members.join(log(), topic);
    await log().publish(topic, toAll(0, 3));
    await first.untilReceived(...partitions.map((p) => `${p}:2`));
    const second = await members.join(open(), topic);
    await log().publish(topic, toAll(3, 3));
    await first.subscription!.stop();
    await log().publish(topic, toAll(6, 3));
    await second.untilReceived(...partitions.map((p) => `${p}:8`));
    for (const p of partitions) expect(members.values(p)).toEqual(upTo(p, 9));
    // Only the one that is left was asked last, and for everything.
    expect(second.starts.at(-1)!.toSorted()).toEqual(partitions);
  });

  it('keeps groups apart', async () => {
    const topic = await newTopic(1);
    const [one, two] = [new Recorder(), new Recorder()];
    await log().publish(topic, numbered(0, 0, 2));
    await one.subscribe(log(), { topic, group: 'one' });
    await two.subscribe(log(), { topic, group: 'two' });
    await Promise.all([one.untilReceived('0:1'), two.untilReceived('0:1')]);
    expect([one.values(), two.values()]).toEqual([upTo(0, 2), upTo(0, 2)]);
  });

  it('lets a member take over when a whole log is closed', async () => {
    const topic = await newTopic(partitions.length);
    const members = new Members();
    const dying = open();
    const first = await members.join(dying, topic);
    await log().publish(topic, toAll(0, 2));
    await first.untilReceived(...partitions.map((p) => `${p}:1`));
    const second = await members.join(log(), topic);
    await dying.close();
    await log().publish(topic, toAll(2, 2));
    await second.untilReceived(...partitions.map((p) => `${p}:3`));
    for (const p of partitions) expect(members.values(p)).toEqual(upTo(p, 4));
  });
}

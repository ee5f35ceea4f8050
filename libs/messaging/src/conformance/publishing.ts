import type { LogsUnderTest } from '../conformance.js';
import { numbered, record, Recorder } from './recorder.js';

export function publishing({ log, newTopic }: LogsUnderTest): void {
  it('creates a topic once, and refuses it with another number of partitions', async () => {
    const topic = await newTopic(3);
    const definition = { topic, partitions: 3, retentionMs: 60_000 };
    await log().createTopics([definition]);
    await expect(log().createTopics([{ ...definition, partitions: 4 }])).rejects.toThrow(
      'has 3 partitions, not 4',
    );
    expect([...(await log().tails(topic)).keys()].sort()).toEqual([0, 1, 2]);
  });

  it('refuses what has no place to go, and takes what is beside it', async () => {
    const topic = await newTopic(2);
    await expect(log().publish(`${topic}-missing`, [record(0, 'a')])).rejects.toThrow();
    await expect(log().publish(topic, [record(0, 'a'), record(2, 'b')])).rejects.toThrow(
      'no partition 2',
    );
    await log().publish(topic, [record(1, 'c')]);
    const recorder = new Recorder();
    await recorder.subscribe(log(), { topic, group: 'g', partitions: [0, 1] });
    await recorder.untilReceived('c');
    expect(recorder.values()).toEqual(['c']);
  });

  it('keeps the order of one call and of calls made one after the other', async () => {
    const topic = await newTopic(2);
    const calls = Array.from({ length: 40 }, (_, i) => [
      ...numbered(0, i * 5, 5),
      ...numbered(1, i, 1),
    ]);
    await Promise.all(calls.map((records) => log().publish(topic, records)));
    const recorder = new Recorder();
    await recorder.subscribe(log(), { topic, group: 'g', partitions: [0, 1] });
    await recorder.untilReceived('0:199', '1:39');
    expect(recorder.values(0)).toEqual(Array.from({ length: 200 }, (_, i) => `0:${i}`));
    expect(recorder.values(1)).toEqual(Array.from({ length: 40 }, (_, i) => `1:${i}`));
  });

  it('carries headers and any bytes unchanged', async () => {
    const topic = await newTopic(1);
    const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const headers = { 'command-id': 'x', pos: '12', accent: 'é ✓' };
    await log().publish(topic, [
      { partition: 0, headers, value: everyByte },
      { partition: 0, value: Buffer.alloc(0) },
    ]);
    const recorder = new Recorder();
    await recorder.subscribe(log(), { topic, group: 'g', partitions: [0] });
    await recorder.until(() => recorder.records().length === 2, 'two records');
    const [first, second] = recorder.records();
    expect(first).toMatchObject({ headers });
    expect(first!.value.equals(everyByte)).toBe(true);
    expect(second).toMatchObject({ headers: {} });
    expect(second!.value.length).toBe(0);
  });

  it('takes far more at once than one write holds', async () => {
    const topic = await newTopic(2);
    const records = Array.from({ length: 6_000 }, (_, i) => ({
      partition: i % 2,
      value: Buffer.from(String(i).padStart(800, '.')),
    }));
    await log().publish(topic, records);
    const recorder = new Recorder();
    await recorder.subscribe(log(), { topic, group: 'g', partitions: [0, 1] });
    await recorder.until(() => recorder.records().length === 6_000, '6,000 records');
    const numbers = recorder.values(1).map((value) => Number(value.replaceAll('.', '')));
    expect(numbers).toEqual(Array.from({ length: 3_000 }, (_, i) => 2 * i + 1));
    const offsets = recorder.records(1).map(({ offset }) => offset);
    expect(offsets.every((offset, i) => i === 0 || offset > offsets[i - 1]!)).toBe(true);
  });

  it('tells the tails and the last records', async () => {
    const topic = await newTopic(16);
    const before = await log().tails(topic);
    expect(before.size).toBe(16);
    expect((await log().lastRecords(topic)).size).toBe(0);
    await log().publish(topic, [...numbered(3, 0, 4), ...numbered(7, 0, 1)]);
    const after = await log().tails(topic);
    expect(after.get(3)! > before.get(3)!).toBe(true);
    expect(after.get(4)).toBe(before.get(4));
    const last = await log().lastRecords(topic);
    expect([...last.keys()].sort()).toEqual([3, 7]);
    expect(last.get(3)!.value.toString()).toBe('3:3');
    expect(last.get(3)!.offset < after.get(3)!).toBe(true);
  });

  it('tells the newest record of a compacted topic, whose records have a key', async () => {
    const topic = `${await newTopic(1)}-compacted`;
    await log().createTopics([{ topic, partitions: 2, retentionMs: 60_000, compacted: true }]);
    const keyed = (partition: number, text: string) => ({
      ...record(partition, text),
      key: String(partition),
    });
    await log().publish(topic, [keyed(0, 'first'), keyed(1, 'other')]);
    await log().publish(topic, [keyed(0, 'second')]);
    const last = await log().lastRecords(topic);
    expect([0, 1].map((partition) => last.get(partition)?.value.toString())).toEqual([
      'second',
      'other',
    ]);
  });

  it('is well while it is open', async () => {
    expect(await log().health()).toMatchObject({ ok: true });
  });
}

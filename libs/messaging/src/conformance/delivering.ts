import type { LogsUnderTest } from '../conformance.js';
import type { StartOffset } from '../port.js';
import { numbered, record, Recorder } from './recorder.js';

export function delivering({ log, newTopic }: LogsUnderTest): void {
  it('starts each partition exactly where the handler says', async () => {
    const topic = await newTopic(3);
    await log().publish(topic, [...numbered(0, 0, 5), ...numbered(1, 0, 5), ...numbered(2, 0, 5)]);
    const tail = (await log().tails(topic)).get(0)!;
    const recorder = new Recorder();
    const starts = new Map<number, StartOffset>([
      [0, tail - 2n],
      [1, 'latest'],
      [2, 'earliest'],
    ]);
    recorder.onStart = async () => starts;
    await recorder.subscribe(log(), { topic, group: 'g', partitions: [0, 1, 2] });
    await log().publish(topic, [record(0, '0:5'), record(1, '1:5'), record(2, '2:5')]);
    await recorder.untilReceived('0:5', '1:5', '2:5');
    expect(recorder.values(0)).toEqual(['0:3', '0:4', '0:5']);
    expect(recorder.values(1)).toEqual(['1:5']);
    expect(recorder.values(2)).toEqual(['2:0', '2:1', '2:2', '2:3', '2:4', '2:5']);
    expect(recorder.starts).toEqual([[0, 1, 2]]);
  });

  it('does the same for a member of a group, at each of its assignments', async () => {
    const topic = await newTopic(2);
    await log().publish(topic, [...numbered(0, 0, 4), ...numbered(1, 0, 4)]);
    const tails = await log().tails(topic);
    for (const behind of [1n, 3n]) {
      const recorder = new Recorder();
      recorder.onStart = async () =>
        new Map([...tails].map(([partition, tail]) => [partition, tail - behind]));
      await recorder.subscribe(log(), { topic, group: 'g' });
      await recorder.untilReceived('0:3', '1:3');
      const expected = [1, 2, 3].slice(-Number(behind)).map((n) => `0:${n}`);
      expect(recorder.values(0)).toEqual(expected);
      await recorder.subscription!.stop();
    }
  });

  it('goes on where the group committed if the handler does not know', async () => {
    const topic = await newTopic(2);
    await log().publish(topic, [...numbered(0, 0, 3), ...numbered(1, 0, 3)]);
    const first = new Recorder();
    first.onStart = async () => new Map();
    await first.subscribe(log(), { topic, group: 'g' });
    await first.untilReceived('0:2', '1:2');
    const third = first.records(0)[2]!.offset;
    first.subscription!.commit(new Map([[0, third]]));
    await first.subscription!.stop();
    const second = new Recorder();
    second.onStart = async () => new Map();
    await second.subscribe(log(), { topic, group: 'g' });
    await second.untilReceived('0:2', '1:2');
    expect(second.values(0)).toEqual(['0:2']);
    expect(second.values(1)).toEqual(['1:0', '1:1', '1:2']);
  });

  it('asks again when the handler could not say where to start', async () => {
    const topic = await newTopic(1);
    await log().publish(topic, [record(0, 'a')]);
    const recorder = new Recorder();
    const start = recorder.onStart;
    recorder.onStart = async (partitions) => {
      if (recorder.starts.length === 1) throw new Error('the database is away');
      return start(partitions);
    };
    await recorder.subscribe(log(), { topic, group: 'g' });
    await recorder.untilReceived('a');
    expect(recorder.starts).toEqual([[0], [0]]);
  });

  it('delivers to readers of their own whoever else reads', async () => {
    const topic = await newTopic(2);
    const readers = [new Recorder(), new Recorder(), new Recorder()];
    const [one, same, other] = readers as [Recorder, Recorder, Recorder];
    for (const reader of readers)
      reader.onStart = async (ps) => new Map(ps.map((p) => [p, 'latest']));
    await log().publish(topic, [record(0, 'before')]);
    await one.subscribe(log(), { topic, group: 'g', partitions: [0] });
    await same.subscribe(log(), { topic, group: 'g', partitions: [0] });
    await other.subscribe(log(), { topic, group: 'g', partitions: [1] });
    await log().publish(topic, [record(0, 'a'), record(1, 'b')]);
    await Promise.all([one.untilReceived('a'), same.untilReceived('a'), other.untilReceived('b')]);
    expect(readers.map((reader) => reader.values())).toEqual([['a'], ['a'], ['b']]);
  });

  it('brings a rejected batch again, in order, and holds up nobody else', async () => {
    const topic = await newTopic(2);
    const recorder = new Recorder();
    const done: string[] = [];
    let failures = 0;
    recorder.onBatch = async ({ partition, records }) => {
      if (partition === 0 && failures++ < 2) throw new Error('the database is away');
      done.push(...records.map((r) => r.value.toString()));
    };
    await log().publish(topic, [...numbered(0, 0, 3), ...numbered(1, 0, 3)]);
    await recorder.subscribe(log(), { topic, group: 'g', partitions: [0, 1] });
    await recorder.until(() => failures > 0, 'a failure');
    await log().publish(topic, numbered(0, 3, 2));
    await recorder.untilReceived('0:4', '1:2');
    await recorder.subscription!.stop();
    expect(done.filter((value) => value.startsWith('0'))).toEqual([
      '0:0',
      '0:1',
      '0:2',
      '0:3',
      '0:4',
    ]);
    expect(done.filter((value) => value.startsWith('1'))).toEqual(['1:0', '1:1', '1:2']);
    const [first, again] = recorder.batches.filter(({ partition }) => partition === 0);
    expect(again).toEqual(first);
  });

  it('handles one batch of a partition at a time, and partitions beside each other', async () => {
    const topic = await newTopic(2);
    const recorder = new Recorder();
    const running = [0, 0];
    let most = 0;
    const release = Promise.withResolvers<void>();
    recorder.onBatch = async ({ partition }) => {
      most = Math.max(most, ++running[partition]!);
      // Partition 0 ends only when partition 1 was handled, and more of partition 0 was published.
      if (partition === 0) await release.promise;
      running[partition]!--;
    };
    await recorder.subscribe(log(), { topic, group: 'g', partitions: [0, 1] });
    await log().publish(topic, numbered(0, 0, 2));
    await recorder.untilReceived('0:0');
    await log().publish(topic, [...numbered(0, 2, 2), ...numbered(1, 0, 1)]);
    await recorder.untilReceived('1:0');
    await log().publish(topic, numbered(1, 1, 1));
    await recorder.untilReceived('1:1');
    release.resolve();
    await recorder.untilReceived('0:3');
    expect(recorder.values(0)).toEqual(['0:0', '0:1', '0:2', '0:3']);
    expect(most).toBe(1);
  });

  it('seeks back and ahead', async () => {
    const topic = await newTopic(2);
    const recorder = new Recorder();
    await log().publish(topic, [...numbered(0, 0, 4), ...numbered(1, 0, 1)]);
    const running = await recorder.subscribe(log(), { topic, group: 'g', partitions: [0, 1] });
    await recorder.untilReceived('0:3', '1:0');
    const second = recorder.records(0)[1]!.offset;
    await running.seek(new Map([[0, second]]));
    await recorder.until(() => recorder.values(0).length === 7, 'the last three again');
    expect(recorder.values(0).slice(4)).toEqual(['0:1', '0:2', '0:3']);
    await running.seek(new Map([[0, 'earliest']]));
    await recorder.until(() => recorder.values(0).length === 11, 'all four again');
    await running.seek(new Map([[0, 'latest']]));
    await log().publish(topic, [record(0, '0:4'), record(1, '1:1')]);
    await recorder.untilReceived('0:4', '1:1');
    expect(recorder.values(0).slice(7)).toEqual(['0:0', '0:1', '0:2', '0:3', '0:4']);
    expect(recorder.values(1)).toEqual(['1:0', '1:1']);
  });

  it('drops what was read ahead when the handler seeks', async () => {
    const topic = await newTopic(1);
    const recorder = new Recorder();
    await log().publish(topic, numbered(0, 0, 3));
    const first = (await log().tails(topic)).get(0)! - 3n;
    const held = Promise.withResolvers<void>();
    recorder.onBatch = async () => {
      if (recorder.batches.length > 1) return;
      await held.promise;
      await recorder.subscription!.seek(new Map([[0, first + 1n]]));
      throw new Error('a fenced handler does not accept the batch');
    };
    await recorder.subscribe(log(), { topic, group: 'g', partitions: [0] });
    await recorder.untilReceived('0:2');
    await log().publish(topic, numbered(0, 3, 2));
    held.resolve();
    await recorder.untilReceived('0:4');
    expect(recorder.values()).toEqual(['0:0', '0:1', '0:2', '0:1', '0:2', '0:3', '0:4']);
  });

  it('stops soon, with nothing running behind it', async () => {
    const topic = await newTopic(2);
    const recorder = new Recorder();
    const end = Promise.withResolvers<void>();
    let ended = false;
    recorder.onBatch = async ({ partition }) => {
      if (partition === 1) throw new Error('this one waits for its redelivery when the stop comes');
      await end.promise;
      ended = true;
    };
    await log().publish(topic, [record(0, 'a'), record(1, 'b')]);
    await recorder.subscribe(log(), { topic, group: 'g', partitions: [0, 1] });
    await recorder.untilReceived('a', 'b');
    const stopping = recorder.subscription!.stop();
    end.resolve();
    await stopping;
    expect(ended).toBe(true);
    const handled = recorder.batches.length;
    await log().publish(topic, [record(0, 'c'), record(1, 'd')]);
    const witness = new Recorder();
    await witness.subscribe(log(), { topic, group: 'h', partitions: [0, 1] });
    await witness.untilReceived('c', 'd');
    expect(recorder.batches.length).toBe(handled);
  });

  it('refuses a subscription to a topic that is not there', async () => {
    const missing = new Recorder().subscribe(log(), { topic: 'never-created', group: 'g' });
    await expect(missing).rejects.toThrow('No such topic');
  });
}

import fc from 'fast-check';
import { FakeList } from '../../test/fake-list.js';
import type { Listed } from './list-feed.js';
import { TimeFeed } from './time-feed.js';

let list: FakeList;
let nowMs: number;
let feed: TimeFeed<Listed>;
beforeEach(() => {
  list = new FakeList('time');
  nowMs = 0;
  feed = new TimeFeed(list.read, () => nowMs);
});

const add = (id: string, created: number) => list.add({ id, created });
async function unseen(): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of feed.unseen()) ids.push(id);
  return ids;
}

describe('a feed of a list in the order of time', () => {
  it('begins with what comes after its start, also in the same second', async () => {
    add('before', 100);
    add('just before', 100);
    await feed.startNow();
    expect(await unseen()).toEqual([]);
    add('after', 100);
    add('later', 101);
    expect(await unseen()).toEqual(['after', 'later']);
    expect(await unseen()).toEqual([]);
  });

  it('begins on an empty list', async () => {
    await feed.startNow();
    expect(await unseen()).toEqual([]);
    for (let n = 0; n < 250; n++) add(`first ${n}`, 100 + Math.floor(n / 7));
    expect(await unseen()).toEqual(Array.from({ length: 250 }, (_, n) => `first ${n}`));
  });

  it('begins in the past: at a second, or after an entry', async () => {
    for (const [id, at] of [
      ['a', 99],
      ['b', 100],
      ['c', 100],
      ['d', 101],
    ] as const)
      add(id, at);
    await feed.startAt(100);
    expect(await unseen()).toEqual(['b', 'c', 'd']);
    feed = new TimeFeed(list.read, () => nowMs);
    await feed.startAt(50);
    expect(await unseen()).toEqual(['a', 'b', 'c', 'd']);
    feed = new TimeFeed(list.read, () => nowMs);
    await feed.startAfter({ id: 'b', created: 100 });
    expect(await unseen()).toEqual(['c', 'd']);
  });

  it('finds what comes in late, behind what was read already', async () => {
    add('start', 90);
    await feed.startNow();
    add('quick', 105);
    expect(await unseen()).toEqual(['quick']);
    add('slow', 104);
    expect(await unseen()).toEqual([]); // Looking back each time would cost too much.
    nowMs += 5_000;
    expect(await unseen()).toEqual(['slow']);
    nowMs += 5_000;
    expect(await unseen()).toEqual([]);
  });

  it('looks back at once when the connection was lost', async () => {
    add('start', 90);
    await feed.startNow();
    add('quick', 105);
    expect(await unseen()).toEqual(['quick']);
    add('slow', 104);
    feed.interrupted();
    expect(await unseen()).toEqual(['slow']);
  });

  it('gives once what comes in while it looks back', async () => {
    add('start', 90);
    await feed.startNow();
    let readings = 0;
    list.onRead = () => void ((readings += 1) === 1 && add('meanwhile', 91));
    expect(await unseen()).toEqual(['meanwhile']);
    expect(await unseen()).toEqual([]);
  });

  it('has lost nothing when a reading fails', async () => {
    add('start', 90);
    await feed.startNow();
    add('one', 91);
    list.failure = new Error('away');
    await expect(unseen()).rejects.toThrow('away');
    add('two', 92);
    expect(await unseen()).toEqual(['one', 'two']);
  });

  it('gives every entry once, however they come in', async () => {
    const arrivals = fc.array(
      fc.record({
        laterS: fc.integer({ min: 0, max: 3 }),
        lateByS: fc.integer({ min: 0, max: 60 }),
      }),
      { maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(arrivals, fc.integer({ min: 1, max: 9 }), async (entries, readEvery) => {
        list = new FakeList('time');
        feed = new TimeFeed(list.read, () => nowMs);
        await feed.startAt(0);
        const given: string[] = [];
        let second = 100;
        for (const [n, { laterS, lateByS }] of entries.entries()) {
          second += laterS;
          add(`entry ${n}`, second - lateByS);
          nowMs += 700;
          if (n % readEvery === 0) given.push(...(await unseen()));
        }
        feed.interrupted();
        given.push(...(await unseen()));
        expect(given.toSorted()).toEqual(entries.map((_, n) => `entry ${n}`).toSorted());
      }),
      { numRuns: 60 },
    );
  });
});

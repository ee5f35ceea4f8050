import fc from 'fast-check';
import { FakeList } from '../../test/fake-list.js';
import { ListFeed, type Listed } from './list-feed.js';

let list: FakeList;
let feed: ListFeed<Listed>;
beforeEach(() => {
  list = new FakeList();
  feed = new ListFeed(list.read);
});

const add = (id: string, created: number) => list.add({ id, created });
async function unseen(): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of feed.unseen()) ids.push(id);
  return ids;
}

describe('a feed of a list in the order of arrival', () => {
  it('begins with what comes after its start, also in the same second, or an earlier one', async () => {
    add('before', 100);
    await feed.startNow();
    expect(await unseen()).toEqual([]);
    add('after', 100);
    add('of long ago', 5);
    expect(await unseen()).toEqual(['after', 'of long ago']);
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
      ['a', 98],
      ['b, early', 100],
      ['c, late', 99],
      ['d', 101],
      ['e', 99],
      ['f', 102],
    ] as const)
      add(id, at);
    await feed.startAt(100);
    expect(await unseen()).toEqual(['b, early', 'd', 'f']);
    feed = new ListFeed(list.read);
    await feed.startAt(50);
    expect(await unseen()).toHaveLength(6);
    feed = new ListFeed(list.read);
    await feed.startAt(500);
    expect(await unseen()).toEqual([]);
    feed = new ListFeed(list.read);
    await feed.startAfter({ id: 'c, late', created: 99 });
    expect(await unseen()).toEqual(['d', 'e', 'f']);
  });

  it('has lost nothing when a reading fails, and gives what comes in meanwhile', async () => {
    add('start', 90);
    await feed.startNow();
    add('one', 91);
    list.failure = new Error('away');
    await expect(unseen()).rejects.toThrow('away');
    let readings = 0;
    list.onRead = () => void ((readings += 1) === 1 && add('meanwhile', 80));
    expect(await unseen()).toEqual(['one']);
    expect(await unseen()).toEqual(['meanwhile']);
  });

  it('gives every entry once, in order, whenever it happened and however often it is read', async () => {
    const happened = fc.array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 350 });
    await fc.assert(
      fc.asyncProperty(happened, fc.integer({ min: 1, max: 150 }), async (seconds, readEvery) => {
        list = new FakeList();
        feed = new ListFeed(list.read);
        await feed.startNow();
        const given: string[] = [];
        for (const [n, created] of seconds.entries()) {
          add(`entry ${n}`, created);
          if (n % readEvery === 0) given.push(...(await unseen()));
        }
        given.push(...(await unseen()));
        expect(given).toEqual(seconds.map((_, n) => `entry ${n}`));
      }),
      { numRuns: 40 },
    );
  });

  it('gives, from a second on, all that happened then or later, and all that comes', async () => {
    const happened = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        happened,
        happened,
        fc.integer({ min: 0, max: 20 }),
        async (old, fresh, at) => {
          list = new FakeList();
          feed = new ListFeed(list.read);
          for (const [n, created] of old.entries()) add(`old ${n}`, created);
          await feed.startAt(at);
          for (const [n, created] of fresh.entries()) add(`fresh ${n}`, created);
          const wanted = old.flatMap((created, n) => (created >= at ? [`old ${n}`] : []));
          expect(await unseen()).toEqual([...wanted, ...fresh.map((_, n) => `fresh ${n}`)]);
        },
      ),
      { numRuns: 200 },
    );
  });
});

import { FakeList } from '../../test/fake-list.js';
import { ListFeed, type Listed } from './list-feed.js';
import { readSince, startFeed } from './start-feed.js';

describe('where to begin', () => {
  it.each([
    ['10m', { agoMs: 600_000 }],
    ['90s', { agoMs: 90_000 }],
    ['evt_1', { id: 'evt_1' }],
    ['1795402976', { second: 1_795_402_976 }],
    ['2026-11-23T08:00:00Z', { second: 1_795_420_800 }],
  ])('%s', (text, since) => expect(readSince(text)).toEqual(since));

  it.each(['yesterday', '10', '10 m', 'evt 1', '2026-13-45'])('%s is no time', (text) =>
    expect(() => readSince(text)).toThrow('is no time'),
  );

  it('counts back from the time of the account, which a test clock may have moved', async () => {
    const list = new FakeList();
    for (const created of [700_000, 704_700, 705_000]) list.add({ id: `evt_${created}`, created });
    const feed = new ListFeed<Listed>(list.read);
    const api = { get: () => Promise.reject(new Error('not asked')) };
    await startFeed(feed, { since: { agoMs: 600_000 }, api, path: '/', nowMs: 100_000_000 });
    const ids: string[] = [];
    for await (const { id } of feed.unseen()) ids.push(id);
    expect(ids).toEqual(['evt_704700', 'evt_705000']);
  });
});

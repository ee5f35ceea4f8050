import { FakeList } from '../../test/fake-list.js';
import { Unreachable } from '../api/api-error.js';
import { follow } from './follow.js';
import { ListFeed, type Feed, type Listed } from './list-feed.js';
import { TimeFeed } from './time-feed.js';

const list = () => {
  const fake = new FakeList();
  fake.add({ id: 'before', created: 90 });
  return fake;
};

const maxPauses = 20;

/** Follows until `ids` have come; `onPause` is what happens meanwhile. */
async function following(
  fake: FakeList,
  count: number,
  onPause: (pauses: number) => void,
  feed: Feed<Listed> = new ListFeed<Listed>(fake.read),
) {
  const stop = new AbortController();
  const said: string[] = [];
  let pauses = 0;
  const entries = follow(feed, {
    start: () => feed.startNow(),
    onReady: () => said.push('ready'),
    onLost: ({ message }) => said.push(`lost: ${message}`),
    onBack: () => said.push('back'),
    signal: stop.signal,
    pause: async () => {
      onPause((pauses += 1));
      if (pauses === maxPauses) stop.abort();
    },
  });
  for await (const { id } of entries) {
    said.push(id);
    if (said.filter((one) => one.startsWith('evt')).length === count) stop.abort();
  }
  return said;
}

describe('following a list', () => {
  it('goes on where it was when the server has been away, and says so once', async () => {
    const fake = list();
    const said = await following(fake, 2, (pauses) => {
      if (pauses === 1) fake.add({ id: 'evt_1', created: 100 });
      if (pauses >= 2 && pauses <= 4) fake.failure = new Unreachable('away');
      if (pauses === 3) fake.add({ id: 'evt_2', created: 101 });
    });
    expect(said).toEqual(['ready', 'evt_1', 'lost: away', 'back', 'evt_2']);
  });

  it('tells the feed that the server was away, for what came in late meanwhile', async () => {
    const fake = new FakeList('time');
    fake.add({ id: 'before', created: 90 });
    const goesOn = (pauses: number) => {
      if (pauses === 1) fake.add({ id: 'evt_1', created: 100 });
      if (pauses === 3) fake.add({ id: 'evt_late', created: 99 });
      if (pauses === 5) fake.failure = new Unreachable('away');
    };
    // Its time stands still: it does not look back by itself.
    const said = await following(fake, 2, goesOn, new TimeFeed<Listed>(fake.read, () => 0));
    expect(said).toEqual(['ready', 'evt_1', 'lost: away', 'back', 'evt_late']);
  });

  it('waits for a server that is not there yet', async () => {
    const fake = list();
    fake.failure = new Unreachable('starting');
    const said = await following(fake, 1, (pauses) => {
      if (pauses === 2) fake.add({ id: 'evt_1', created: 100 });
    });
    expect(said).toEqual(['lost: starting', 'ready', 'back', 'evt_1']);
  });

  it('ends when what is wrong will not pass', async () => {
    const fake = list();
    fake.failure = new Error('wrong key');
    await expect(following(fake, 1, () => {})).rejects.toThrow('wrong key');
  });
});

import { eventStoreConformance } from '../conformance/event-store-conformance.js';
import { appendAt, firstEvent, headAfter } from '../conformance/fixtures.js';
import { UnknownCommit } from '../port.js';
import { InMemoryEventStore } from './in-memory-event-store.js';

eventStoreConformance('memory', async (partitions) => {
  const store = new InMemoryEventStore({ partitions });
  return { open: () => store, drop: async () => undefined };
});

describe('an append in memory that loses its answer', () => {
  it('before the commit wrote nothing and can be repeated', async () => {
    const store = new InMemoryEventStore({ partitions: 1 });
    const append = appendAt((await store.takeOver([0], 'owner'))[0]!, firstEvent());
    store.loseNextAnswer('before the commit');
    await expect(store.append([append])).rejects.toThrow(UnknownCommit);
    expect(await store.append([append])).toEqual(new Map([[0, 'appended']]));
  });

  it('after the commit wrote everything, which the heads tell', async () => {
    const store = new InMemoryEventStore({ partitions: 1 });
    const append = appendAt((await store.takeOver([0], 'owner'))[0]!, firstEvent());
    store.loseNextAnswer('after the commit');
    await expect(store.append([append])).rejects.toThrow(UnknownCommit);
    expect(await store.heads()).toEqual([headAfter(append)]);
    expect(await store.append([append])).toEqual(new Map([[0, 'fenced']]));
  });
});

it('stamps events with the time it is given', async () => {
  const store = new InMemoryEventStore({ partitions: 1, now: () => 1_767_607_200_000 });
  await store.append([appendAt((await store.takeOver([0], 'owner'))[0]!, firstEvent())]);
  expect(await store.readPartition(0, 0n, 1)).toMatchObject([{ recordedAt: 1_767_607_200_000 }]);
});

import type { InstallLog, Subject } from './event-store-conformance.js';
import { appendAt, firstEvent, firstEvents, headAfter, tail, write } from './fixtures.js';

export function concurrencyBehaviour(subject: () => Subject, install: InstallLog): void {
  describe('many processes', () => {
    it('write gapless positions, and a reader that follows them loses nothing', async () => {
      const { log } = subject();
      const stores = Array.from({ length: 4 }, () => log.open());
      const runs = stores.map(async (store, partition) => {
        const [head] = await store.takeOver([partition], `writer ${partition}`);
        const upTo = head!.position + 100n;
        const [written, seen] = await Promise.all([
          write(store, head!, 20),
          tail(stores[3 - partition]!, head!, upTo),
        ]);
        expect(seen.map(({ streamId }) => streamId)).toEqual(written);
      });
      await Promise.all(runs).finally(() => Promise.all(stores.map((store) => store.close())));
    });

    it('that fight for a partition lose no event and double none', async () => {
      const { log, store } = subject();
      const [start] = await store.takeOver([0], 'observer');
      const fighters = [log.open(), log.open()];
      const fights = fighters.map(async (fighter, index) => {
        const appended: string[] = [];
        for (let round = 0; round < 15; round++) {
          let [head] = await fighter.takeOver([0], `fighter ${index}`);
          for (let step = 0; step < 3; step++) {
            const append = appendAt(head!, ...firstEvents(2));
            const result = (await fighter.append([append])).get(0);
            expect(result).toMatch(/appended|fenced/);
            if (result === 'fenced') break;
            appended.push(...append.events.map(({ streamId }) => streamId));
            head = headAfter(append);
          }
        }
        return appended;
      });
      const appended = (await Promise.all(fights)).flat();
      await Promise.all(fighters.map((fighter) => fighter.close()));
      const end = (await store.heads())[0]!;
      const stored = await tail(store, start!, end.position);
      expect(stored.map(({ streamId }) => streamId).sort()).toEqual(appended.sort());
    });

    it('share all partitions of an append without waiting in a circle', async () => {
      const { log } = subject();
      const [up, down] = [log.open(), log.open()];
      const partitions = [...Array(16).keys()];
      for (let round = 0; round < 10; round++) {
        const heads = await up.takeOver(partitions, 'up');
        const appends = heads.map((head) => appendAt(head, firstEvent()));
        const rivals = heads.map((head) => appendAt(head, firstEvent())).reverse();
        const [a, b] = await Promise.all([up.append(appends), down.append(rivals)]);
        for (const partition of partitions)
          expect([a.get(partition), b.get(partition)].sort()).toEqual(['appended', 'fenced']);
      }
      await Promise.all([up.close(), down.close()]);
    });
  });

  it.each([1, 256])('a log of %i partitions is written and read as a whole', async (partitions) => {
    const log = await install(partitions);
    const store = log.open();
    const heads = await store.takeOver([...Array(partitions).keys()], 'owner');
    expect(heads).toHaveLength(partitions);
    const appends = heads.map((head) => appendAt(head, ...firstEvents(2)));
    expect([...new Set((await store.append(appends)).values())]).toEqual(['appended']);
    expect(await store.heads()).toEqual(appends.map(headAfter));
    for (const { partition, events } of appends)
      expect(await store.readPartition(partition, 0n, 10)).toMatchObject(events);
    await store.close();
    await log.drop();
  });
}

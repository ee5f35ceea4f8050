import type { EventStore, Head, NewEvent } from '../port.js';
import type { Subject } from './event-store-conformance.js';
import { appendAt, eventAfter, firstEvent, firstEvents, headAfter } from './fixtures.js';

export function appendBehaviour(subject: () => Subject): void {
  let store: EventStore;
  beforeAll(() => (store = subject().store));

  const own = async (...partitions: number[]): Promise<Head[]> =>
    store.takeOver(partitions, 'owner');
  const headOf = async (partition: number): Promise<Head> => (await store.heads())[partition]!;
  const storedOf = async ({ streamId }: NewEvent, partition: number) =>
    (await store.readStreams([{ partition, streamId }])).get(streamId);

  describe('an append', () => {
    it('takes the next positions and moves the head to what comes next', async () => {
      const [head] = await own(1);
      const append = appendAt(head!, ...firstEvents(3));
      expect(await store.append([append])).toEqual(new Map([[1, 'appended']]));
      expect(await headOf(1)).toEqual(headAfter(append));
      const stored = await store.readPartition(1, head!.position, 10);
      expect(stored.map(({ position }) => position - head!.position)).toEqual([1n, 2n, 3n]);
      expect(stored.map(({ hash }) => hash)).toEqual(append.events.map(({ hash }) => hash));
    });

    it('keeps every field, and every byte of the data', async () => {
      const [head] = await own(2);
      const data = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
      const event = firstEvent({ data, meta: '{"note":"ünïcödé \\u0000 \\" \\\\"}' });
      const empty = firstEvent({ data: Buffer.alloc(0), meta: '' });
      await store.append([appendAt(head!, event, empty)]);
      const [stored, storedEmpty] = await store.readPartition(2, head!.position, 10);
      expect(stored).toEqual({
        ...event,
        partition: 2,
        position: head!.position + 1n,
        recordedAt: expect.any(Number),
      });
      expect(storedEmpty).toMatchObject(empty);
    });

    it('writes to many partitions at once, in whatever order they are given', async () => {
      const heads = await own(5, 3, 4);
      const appends = [...heads].reverse().map((head) => appendAt(head, ...firstEvents(2)));
      const results = await store.append(appends);
      expect([...results.values()]).toEqual(['appended', 'appended', 'appended']);
      for (const append of appends)
        expect(await headOf(append.partition)).toEqual(headAfter(append));
    });

    it('without events moves only the offset', async () => {
      const [head] = await own(1);
      expect(await store.append([appendAt(head!)])).toEqual(new Map([[1, 'appended']]));
      expect(await headOf(1)).toEqual({ ...head, commandOffset: head!.commandOffset + 1n });
    });

    it('without a new offset adds only the events', async () => {
      const [head] = await own(1);
      const append = { ...appendAt(head!, firstEvent()), nextCommandOffset: head!.commandOffset };
      expect(await store.append([append])).toEqual(new Map([[1, 'appended']]));
      expect(await headOf(1)).toEqual({ ...head, position: head!.position + 1n });
    });

    it('of nothing is nothing', async () => {
      expect(await store.append([])).toEqual(new Map());
    });

    it('that names a partition twice is refused as a bug', async () => {
      const [head] = await own(1);
      const append = appendAt(head!, firstEvent());
      await expect(store.append([append, append])).rejects.toThrow('twice');
      expect(await headOf(1)).toEqual(head);
    });

    it('with a hash of the wrong length is refused as a bug', async () => {
      const [head] = await own(1);
      const short = { ...firstEvent(), hash: Buffer.alloc(31) };
      await expect(store.append([appendAt(head!, short)])).rejects.toThrow('31 bytes');
      expect(await headOf(1)).toEqual(head);
    });

    it('runs after the appends that the same store was given before', async () => {
      const [first] = await own(1);
      const appends = [appendAt(first!, firstEvent())];
      for (let n = 0; n < 9; n++) appends.push(appendAt(headAfter(appends.at(-1)!), firstEvent()));
      const results = await Promise.all(appends.map((append) => store.append([append])));
      expect(results.map((result) => result.get(1))).toEqual(appends.map(() => 'appended'));
    });
  });

  describe('a fenced append', () => {
    it('of an earlier owner writes nothing', async () => {
      const [zombie] = await own(6);
      const [owner] = await own(6);
      expect(owner!.epoch).toBe(zombie!.epoch + 1n);
      const late = firstEvent();
      expect(await store.append([appendAt(zombie!, late)])).toEqual(new Map([[6, 'fenced']]));
      expect(await headOf(6)).toEqual(owner);
      expect(await storedOf(late, 6)).toEqual([]);
      expect(await store.append([appendAt(owner!, late)])).toEqual(new Map([[6, 'appended']]));
    });

    it('of offsets that were applied writes nothing', async () => {
      const [head] = await own(6);
      const append = appendAt(head!, ...firstEvents(2));
      await store.append([append]);
      expect(await store.append([append])).toEqual(new Map([[6, 'fenced']]));
      const overlapping = { ...append, nextCommandOffset: append.nextCommandOffset + 5n };
      expect(await store.append([overlapping])).toEqual(new Map([[6, 'fenced']]));
      expect(await headOf(6)).toEqual(headAfter(append));
    });

    it('is one that expects another position or another offset, earlier or later', async () => {
      const [head] = await own(6);
      for (const by of [-1n, 1n])
        for (const wrong of [
          { ...head!, position: head!.position + by },
          { ...head!, commandOffset: head!.commandOffset + by },
        ])
          expect(await store.append([appendAt(wrong, firstEvent())])).toEqual(
            new Map([[6, 'fenced']]),
          );
      expect(await headOf(6)).toEqual(head);
    });

    it('does not hold up the other partitions', async () => {
      const [stale, good] = await own(6, 7);
      const [current] = await own(6);
      const [lost, kept] = [appendAt(stale!, ...firstEvents(2)), appendAt(good!, firstEvent())];
      const idle = appendAt((await own(8))[0]!);
      expect(await store.append([lost, kept, idle])).toEqual(
        new Map([
          [6, 'fenced'],
          [7, 'appended'],
          [8, 'appended'],
        ]),
      );
      expect(await headOf(6)).toEqual(current);
      expect(await headOf(7)).toEqual(headAfter(kept));
      expect(await storedOf(kept.events[0]!, 7)).toMatchObject(kept.events);
    });
  });

  describe('a conflict', () => {
    const conflicting: [string, (existing: NewEvent) => NewEvent[]][] = [
      ['a version that is there', ({ streamId }) => [firstEvent(), firstEvent({ streamId })]],
      ['a command that is there', ({ commandId }) => [firstEvent(), firstEvent({ commandId })]],
      ['one version twice', () => twice((event) => firstEvent({ streamId: event.streamId }))],
      ['one command twice', () => twice(({ commandId }) => firstEvent({ commandId }))],
    ];
    const twice = (second: (first: NewEvent) => NewEvent): NewEvent[] => {
      const first = firstEvent();
      return [first, second(first)];
    };

    it.each(conflicting)('is %s: its partition stays as it was', async (_what, eventsFor) => {
      const [bad, good] = await own(9, 10);
      const existing = appendAt(bad!, firstEvent());
      await store.append([existing]);
      const foreign = appendAt(headAfter(existing), ...eventsFor(existing.events[0]!));
      const other = appendAt(good!, firstEvent());
      expect(await store.append([foreign, other])).toEqual(
        new Map([
          [9, 'conflict'],
          [10, 'appended'],
        ]),
      );
      expect(await headOf(9)).toEqual(headAfter(existing));
      expect(await headOf(10)).toEqual(headAfter(other));
      const again = appendAt(headAfter(existing), eventAfter(existing.events[0]));
      expect(await store.append([again])).toEqual(new Map([[9, 'appended']]));
    });

    it('is not the second event of one command', async () => {
      const [head] = await own(9);
      const first = firstEvent();
      const second = eventAfter(first, { commandId: first.commandId, commandSeq: 1 });
      expect(await store.append([appendAt(head!, first, second)])).toEqual(
        new Map([[9, 'appended']]),
      );
    });

    it('is not what was applied before and is fenced for that', async () => {
      const [bad, repeated] = await own(9, 11);
      const existing = appendAt(bad!, firstEvent());
      const applied = appendAt(repeated!, firstEvent());
      await store.append([existing, applied]);
      const foreign = appendAt(headAfter(existing), existing.events[0]!);
      expect(await store.append([foreign, applied])).toEqual(
        new Map([
          [9, 'conflict'],
          [11, 'fenced'],
        ]),
      );
    });
  });
}

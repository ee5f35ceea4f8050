import { verifyStream } from '../hash-chain.js';
import type { EventStore } from '../port.js';
import type { Subject } from './event-store-conformance.js';
import { appendAt, eventAfter, firstEvent, firstEvents, newId } from './fixtures.js';

export function readBehaviour(subject: () => Subject): void {
  let store: EventStore;
  beforeAll(() => (store = subject().store));

  describe('reading', () => {
    it('gives the heads of all partitions, by partition', async () => {
      const heads = await store.heads();
      expect(heads.map(({ partition }) => partition)).toEqual([...Array(16).keys()]);
    });

    it('pages through a partition', async () => {
      const [head] = await store.takeOver([12], 'owner');
      await store.append([appendAt(head!, ...firstEvents(5))]);
      const page = async (after: bigint, limit: number) =>
        (await store.readPartition(12, head!.position + after, limit)).map(
          ({ position }) => position - head!.position,
        );
      expect(await page(0n, 2)).toEqual([1n, 2n]);
      expect(await page(2n, 2)).toEqual([3n, 4n]);
      expect(await page(4n, 2)).toEqual([5n]);
      expect(await page(5n, 2)).toEqual([]);
    });

    it('knows what each partition held at a time', async () => {
      const [head] = await store.takeOver([11], 'owner');
      await store.append([appendAt(head!, ...firstEvents(3))]);
      const [next] = await store.takeOver([11], 'owner');
      await store.append([appendAt(next!, ...firstEvents(2))]);
      const events = await store.readPartition(11, 0n, 100);
      const at = async (timeMs: number) => (await store.positionsAt(timeMs)).get(11);
      for (const { recordedAt } of events) {
        const upTo = events.filter((event) => event.recordedAt <= recordedAt).length;
        const before = events.filter((event) => event.recordedAt < recordedAt).length;
        expect(await at(recordedAt)).toBe(BigInt(upTo));
        expect(await at(recordedAt - 1)).toBe(BigInt(before));
      }
      expect(await at(Date.UTC(2100, 0))).toBe(BigInt(events.length));
      expect((await store.positionsAt(Date.UTC(2100, 0))).size).toBe(16);
    });

    it('gives whole streams of many partitions, each in order', async () => {
      const heads = await store.takeOver([12, 13], 'owner');
      const first = firstEvent();
      const second = eventAfter(first);
      const other = firstEvent();
      await store.append([
        appendAt(heads[0]!, first, firstEvent(), second),
        appendAt(heads[1]!, other),
      ]);
      const streams = await store.readStreams([
        { partition: 12, streamId: first.streamId },
        { partition: 13, streamId: other.streamId },
      ]);
      expect(streams.get(first.streamId)).toMatchObject([first, second]);
      expect(streams.get(other.streamId)).toMatchObject([other]);
      expect(verifyStream(streams.get(first.streamId)!)).toMatchObject({ ok: true });
    });

    it('gives only what follows a known version', async () => {
      const [head] = await store.takeOver([12], 'owner');
      const first = firstEvent();
      const second = eventAfter(first);
      const third = eventAfter(second);
      await store.append([appendAt(head!, first, second, third)]);
      const { streamId } = first;
      const after = async (afterVersion: number) =>
        (await store.readStreams([{ partition: 12, streamId, afterVersion }])).get(streamId);
      expect(await after(1)).toMatchObject([second, third]);
      expect(await after(3)).toEqual([]);
    });

    it('finds nothing of an unknown stream, nor in another partition', async () => {
      const [head] = await store.takeOver([12], 'owner');
      const event = firstEvent();
      await store.append([appendAt(head!, event)]);
      const unknown = newId();
      expect(
        await store.readStreams([
          { partition: 12, streamId: unknown },
          { partition: 13, streamId: event.streamId },
        ]),
      ).toEqual(
        new Map([
          [unknown, []],
          [event.streamId, []],
        ]),
      );
      expect(await store.readStreams([])).toEqual(new Map());
    });
  });

  describe('the forms of what is stored', () => {
    it('are known for all that was ever appended, each once', async () => {
      const [head] = await store.takeOver([12], 'owner');
      const later = { ...firstEvent(), type: 'charge.settled', schemaVersion: 7 };
      await store.append([appendAt(head!, firstEvent(), later, firstEvent())]);
      const forms = await store.storedForms();
      expect(forms).toContainEqual({ type: 'charge.requested', schemaVersion: 1 });
      expect(forms.filter(({ schemaVersion }) => schemaVersion === 7)).toEqual([
        { type: 'charge.settled', schemaVersion: 7 },
      ]);
      expect(await subject().log.open().storedForms()).toHaveLength(forms.length);
    });
  });

  describe('taking over', () => {
    it('raises the epochs of these partitions only and shows where they stand', async () => {
      const before = await store.heads();
      const taken = await store.takeOver([14, 3], 'owner');
      expect(taken.map(({ partition }) => partition)).toEqual([3, 14]);
      const after = await store.heads();
      expect(after.map(({ epoch }, p) => epoch - before[p]!.epoch)).toEqual(
        before.map(({ partition }) => (partition === 3 || partition === 14 ? 1n : 0n)),
      );
      expect(taken).toEqual([after[3], after[14]]);
    });

    it('of a partition that is not installed is refused as a bug', async () => {
      await expect(store.takeOver([16], 'owner')).rejects.toThrow('installed');
      expect(await store.takeOver([], 'owner')).toEqual([]);
    });
  });
}

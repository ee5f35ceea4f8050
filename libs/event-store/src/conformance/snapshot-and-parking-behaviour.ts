import type { EventStore, ParkedCommand, Snapshot } from '../port.js';
import type { Subject } from './event-store-conformance.js';
import { newId } from './fixtures.js';

export function snapshotAndParkingBehaviour(subject: () => Subject): void {
  let store: EventStore;
  beforeAll(() => (store = subject().store));

  describe('snapshots', () => {
    const snapshotOf = (streamId: string, version: number): Snapshot => ({
      partition: 3,
      streamId,
      version,
      schemaVersion: 1,
      state: Buffer.from([version, 0x00, 0x80, 0xff]),
      hash: Buffer.alloc(32, 0xe0 + version),
    });

    it('keep the newest of each stream, whatever order they come in', async () => {
      const [a, b] = [newId(), newId()];
      const streams = [a, b].map((streamId) => ({ partition: 3, streamId }));
      await store.saveSnapshots([snapshotOf(a, 1), snapshotOf(a, 3), snapshotOf(a, 2)]);
      await store.saveSnapshots([snapshotOf(b, 4), snapshotOf(a, 2)]);
      expect(await store.snapshots(streams)).toEqual(
        new Map([
          [a, snapshotOf(a, 3)],
          [b, snapshotOf(b, 4)],
        ]),
      );
      await store.saveSnapshots([snapshotOf(b, 5)]);
      expect((await store.snapshots(streams)).get(b)).toEqual(snapshotOf(b, 5));
    });

    it('are missing for a stream without one', async () => {
      expect(await store.snapshots([{ partition: 3, streamId: newId() }])).toEqual(new Map());
      expect(await store.snapshots([])).toEqual(new Map());
    });
  });

  describe('parked commands', () => {
    const command = (streamId: string, commandOffset: bigint, reason = 'bug'): ParkedCommand => ({
      partition: 15,
      streamId,
      commandOffset,
      reason,
      value: Buffer.from([0x7b, 0x80, 0xff, 0x00]),
    });

    it('come back in the order they were read in, until their stream is unparked', async () => {
      const [a, b] = [newId(), newId()];
      await store.park([command(a, 11n), command(b, 9n)]);
      await store.park([command(a, 10n), command(b, 100n, 'a "quoted", {braced} \\ reason')]);
      await store.park([{ ...command(a, 1n), partition: 14 }]);
      expect(await store.parked(15)).toEqual([
        command(b, 9n),
        command(a, 10n),
        command(a, 11n),
        command(b, 100n, 'a "quoted", {braced} \\ reason'),
      ]);
      await store.unpark({ partition: 15, streamId: b });
      expect(await store.parked(15)).toEqual([command(a, 10n), command(a, 11n)]);
      await store.unpark({ partition: 15, streamId: a });
      expect(await store.parked(15)).toEqual([]);
      expect(await store.parked(14)).toHaveLength(1);
    });

    it('are parked once, however often they are read', async () => {
      const streamId = newId();
      await store.park([command(streamId, 12n, 'first')]);
      await store.park([command(streamId, 12n, 'again')]);
      expect(await store.parked(15)).toEqual([command(streamId, 12n, 'first')]);
    });
  });
}

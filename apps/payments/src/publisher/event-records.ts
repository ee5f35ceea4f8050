// Makes the records of `payments.events` from the log, exactly as they were or will be published.
import type { EventRecord } from '@ledgerway/contracts';
import type { EventStore, StoredEvent } from '@ledgerway/event-store';
import { fold, emptyStream, originOf, streamBefore, type Stream } from '../processor/stream.js';

type Log = Pick<EventStore, 'readPartition' | 'readStreams' | 'snapshots'>;

/** The records after a position, in order, at most `limit`; empty at the end of the log. */
export async function eventRecordsAfter(
  store: Log,
  partition: number,
  after: bigint,
  limit: number,
): Promise<EventRecord[]> {
  const page = await store.readPartition(partition, after, limit);
  const streams = await streamsBefore(store, partition, page);
  return page.map((stored) => {
    const stream = streams.get(stored.streamId) ?? emptyStream(stored);
    streams.set(stored.streamId, stream);
    const event = fold(stream, stored);
    const { streamId, position, version } = stored;
    const { state } = stream;
    return { partition, position, streamId, version, origin: originOf(stored), event, state };
  });
}

/** Each stream of the page as it was just before its first event there. */
async function streamsBefore(store: Log, partition: number, page: readonly StoredEvent[]) {
  const first = new Map<string, number>();
  for (const { streamId, version } of page) if (!first.has(streamId)) first.set(streamId, version);
  const older = [...first]
    .filter(([, version]) => version > 1)
    .map(([streamId]) => ({ partition, streamId }));
  const streams = new Map<string, Stream>();
  if (older.length === 0) return streams;
  const snapshots = await store.snapshots(older);
  for (const ref of older) {
    const start = streamBefore(ref, first.get(ref.streamId) ?? 0, snapshots.get(ref.streamId));
    streams.set(ref.streamId, start);
  }
  const wanted = [...streams.values()].map(({ streamId, version }) => ({
    partition,
    streamId,
    afterVersion: version,
  }));
  for (const [streamId, events] of await store.readStreams(wanted)) {
    const stream = streams.get(streamId);
    for (const event of events)
      if (stream !== undefined && event.version < (first.get(streamId) ?? 0)) fold(stream, event);
  }
  return streams;
}

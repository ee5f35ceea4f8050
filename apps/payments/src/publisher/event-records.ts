// Makes the records of `payments.events` from the log, exactly as they were or will be published.
import type { EventRecord } from '@ledgerway/contracts';
import type { EventReader, StoredEvent } from '@ledgerway/event-store';
import { emptyStream, fold, originOf, type Stream } from '../processor/stream.js';

/** The records after a position, in order, at most `limit`; empty at the end of the log. */
export async function eventRecordsAfter(
  reader: EventReader,
  partition: number,
  after: bigint,
  limit: number,
): Promise<EventRecord[]> {
  const page = await reader.readPartition(partition, after, limit);
  const streams = await streamsBefore(reader, partition, page);
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
async function streamsBefore(reader: EventReader, partition: number, page: readonly StoredEvent[]) {
  const first = new Map<string, number>();
  for (const { streamId, version } of page) if (!first.has(streamId)) first.set(streamId, version);
  const older = [...first]
    .filter(([, version]) => version > 1)
    .map(([streamId]) => ({ partition, streamId }));
  const streams = new Map<string, Stream>();
  if (older.length === 0) return streams;
  for (const [streamId, events] of await reader.readStreams(older)) {
    const stream = emptyStream({ partition, streamId });
    for (const event of events) if (event.version < (first.get(streamId) ?? 0)) fold(stream, event);
    streams.set(streamId, stream);
  }
  return streams;
}

// Loads streams: from memory where this process owns the partition, from the log otherwise.
import type { EventStore, StreamRef } from '@ledgerway/event-store';
import { emptyStream, fold, fromSnapshot, type Stream } from './stream.js';

/** `likelyNew`: it begins with this command, most likely, so a look for a snapshot is not worth it. */
export type WantedStream = StreamRef & { readonly likelyNew?: boolean };

/**
 * The newest streams of the owned partitions. Safe because of the fence: only the owner of the epoch
 * can extend a stream, and whatever makes ownership doubtful drops the partition's streams.
 */
export class Streams {
  private readonly cached = new Map<string, Stream>();

  constructor(
    private readonly store: EventStore,
    private readonly maxCached: number,
  ) {}

  /** The streams, current as of now in the log, those not in memory by one read. */
  async load(refs: readonly WantedStream[]): Promise<Map<string, Stream>> {
    const loaded = new Map<string, Stream>();
    const missing: WantedStream[] = [];
    for (const ref of refs) {
      const known = this.cached.get(ref.streamId);
      if (known === undefined) missing.push(ref);
      else loaded.set(ref.streamId, known);
    }
    if (missing.length > 0)
      for (const [streamId, stream] of await readStreams(this.store, missing))
        loaded.set(streamId, stream);
    return loaded;
  }

  /** Remembers streams that an append made current; the least recently changed are let go. */
  remember(streams: Iterable<Stream>): void {
    for (const stream of streams) {
      this.cached.delete(stream.streamId);
      this.cached.set(stream.streamId, stream);
    }
    for (const streamId of this.cached.keys()) {
      if (this.cached.size <= this.maxCached) break;
      this.cached.delete(streamId);
    }
  }

  forget(streamIds: Iterable<string>): void {
    for (const streamId of streamIds) this.cached.delete(streamId);
  }

  forgetPartition(partition: number): void {
    for (const [streamId, stream] of this.cached)
      if (stream.partition === partition) this.cached.delete(streamId);
  }
}

/** Folds streams from the log, with a snapshot as the start where there is one. */
export async function readStreams(
  store: EventStore,
  refs: readonly WantedStream[],
): Promise<Map<string, Stream>> {
  const known = refs.filter(({ likelyNew }) => likelyNew !== true);
  const snapshots = known.length === 0 ? new Map<string, never>() : await store.snapshots(known);
  const streams = new Map<string, Stream>();
  for (const ref of refs) {
    const snapshot = snapshots.get(ref.streamId);
    const stream = snapshot === undefined ? undefined : fromSnapshot(snapshot);
    streams.set(ref.streamId, stream ?? emptyStream(ref));
  }
  const wanted = [...streams.values()].map((stream) => ({
    partition: stream.partition,
    streamId: stream.streamId,
    afterVersion: stream.version,
  }));
  for (const [streamId, events] of await store.readStreams(wanted)) {
    const stream = streams.get(streamId);
    if (stream !== undefined) for (const event of events) fold(stream, event);
  }
  return streams;
}

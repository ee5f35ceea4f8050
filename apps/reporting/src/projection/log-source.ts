// Makes projected events from the log itself: for what the topic did not deliver, and for rebuilds.
import { readEvent } from '@ledgerway/contracts';
import { stream, type StreamState } from '@ledgerway/domain';
import type { EventReader, StoredEvent } from '@ledgerway/event-store';
import { EventRefused } from './apply.js';
import { projected, type ProjectedEvent } from './projected-event.js';

type Folded = { version: number; state: StreamState };

export type LogSourceOptions = {
  readonly reader: EventReader;
  /** How many streams stay folded in memory; the others are read again when they go on. */
  readonly maxStreams?: number;
};

/** For one reading at a time: what it keeps in memory is that of the pages in turn. */
export class LogSource {
  private readonly reader: EventReader;
  private readonly maxStreams: number;
  /** Least recently used first. */
  private readonly folded = new Map<string, Folded>();

  constructor({ reader, maxStreams = 20_000 }: LogSourceOptions) {
    this.reader = reader;
    this.maxStreams = maxStreams;
  }

  /**
   * The events `after` < position <= `upTo`, page by page. The next page is read while the caller
   * works on this one. It ends early where the log ends.
   *
   * @throws EventRefused at an event that cannot follow its stream, and where one is missing
   */
  async *pages(
    partition: number,
    after: bigint,
    upTo: bigint,
    pageSize = 1_000,
  ): AsyncGenerator<ProjectedEvent[]> {
    const read = (from: bigint) => {
      const limit = upTo - from < pageSize ? Number(upTo - from) : pageSize;
      return limit > 0 ? this.reader.readPartition(partition, from, limit) : Promise.resolve([]);
    };
    let next = read(after);
    for (let position = after; ;) {
      const page = await next;
      const last = page.at(-1);
      if (last === undefined) return;
      refuseGap(page, position);
      position = last.position;
      next = read(position);
      next.catch(() => undefined); // Reported when it is awaited, if it ever is.
      yield await this.project(page);
    }
  }

  /** The events of one page of a partition. */
  async project(page: readonly StoredEvent[]): Promise<ProjectedEvent[]> {
    await this.loadStreamsBefore(page);
    const events = page.map((stored) => this.fold(stored));
    this.evict();
    return events;
  }

  /** Brings each stream of the page to where it stood before its first event there. */
  private async loadStreamsBefore(page: readonly StoredEvent[]): Promise<void> {
    const first = new Map<string, StoredEvent>();
    for (const stored of page) if (!first.has(stored.streamId)) first.set(stored.streamId, stored);
    const missing: StoredEvent[] = [];
    for (const stored of first.values()) {
      const known = this.folded.get(stored.streamId)?.version ?? 0;
      if (known === stored.version - 1) continue;
      this.folded.delete(stored.streamId);
      if (stored.version > 1) missing.push(stored);
    }
    if (missing.length === 0) return;
    for (const [streamId, events] of await this.reader.readStreams(missing))
      for (const stored of events)
        if (stored.version < first.get(streamId)!.version) this.fold(stored);
  }

  private fold(stored: StoredEvent): ProjectedEvent {
    const { partition, position, streamId, version } = stored;
    try {
      const before = this.folded.get(streamId) ?? { version: 0, state: stream.initialState };
      if (version !== before.version + 1)
        throw new Error(`version ${version} of the stream follows version ${before.version}`);
      const event = readEvent(stored.type, stored.schemaVersion, stored.data);
      const state = stream.evolve(before.state, event);
      this.folded.delete(streamId);
      this.folded.set(streamId, { version, state });
      return projected({ partition, position, streamId, version, event, state });
    } catch (cause) {
      throw new EventRefused({ partition, position, streamId }, cause);
    }
  }

  private evict(): void {
    for (const streamId of this.folded.keys()) {
      if (this.folded.size <= this.maxStreams) break;
      this.folded.delete(streamId);
    }
  }
}

/** Readers count by positions: past a gap they would take every event for the one before it. */
function refuseGap(page: readonly StoredEvent[], after: bigint): void {
  const behind = page.findIndex(({ position }, index) => position !== after + BigInt(index + 1));
  if (behind === -1) return;
  const { partition, streamId, position: next } = page[behind]!;
  const position = after + BigInt(behind + 1);
  const cause = `it is missing from the log, where ${next} is the next one`;
  throw new EventRefused({ partition, position, streamId }, cause);
}

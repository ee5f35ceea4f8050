// Events and appends for tests of a store, and a reader that follows a partition as it grows.
import { eventHash, genesisHash } from '../hash-chain.js';
import type { EventReader, Head, NewEvent, PartitionAppend, StoredEvent } from '../port.js';

let lastId = 0;

/** A UUID that no other test of this process uses. */
export const newId = (): string =>
  `01920000-0000-7000-8000-${(++lastId).toString(16).padStart(12, '0')}`;

type Chosen = Partial<Pick<NewEvent, 'streamId' | 'commandId' | 'commandSeq' | 'data' | 'meta'>>;

/** The event after `previous`, or the first of a stream; chained as the writer chains it. */
export function eventAfter(previous: NewEvent | undefined, chosen: Chosen = {}): NewEvent {
  const event = {
    streamId: previous?.streamId ?? newId(),
    version: (previous?.version ?? 0) + 1,
    type: 'charge.requested',
    schemaVersion: 1,
    commandId: newId(),
    commandSeq: 0,
    occurredAt: Date.UTC(2026, 0, 5, 10, 0, 0, 123),
    data: Buffer.from('{"amount":"1999"}'),
    meta: '{"requestId":"req_1"}',
    ...chosen,
  };
  return { ...event, hash: eventHash(previous?.hash ?? genesisHash, event) };
}

export const firstEvent = (chosen: Chosen = {}): NewEvent => eventAfter(undefined, chosen);

export const firstEvents = (count: number): NewEvent[] =>
  Array.from({ length: count }, () => firstEvent());

/** What the owner of `head` appends for its next command. */
export const appendAt = (head: Head, ...events: NewEvent[]): PartitionAppend => ({
  partition: head.partition,
  epoch: head.epoch,
  position: head.position,
  commandOffset: head.commandOffset,
  nextCommandOffset: head.commandOffset + 1n,
  events,
});

/** Where an append leaves the head. */
export const headAfter = (append: PartitionAppend): Head => ({
  partition: append.partition,
  epoch: append.epoch,
  position: append.position + BigInt(append.events.length),
  commandOffset: append.nextCommandOffset,
});

/**
 * Follows a partition with a cursor by position, as every consumer of the log does, while writers
 * are at work; ends at position `upTo`. @throws at the first position that is missing
 */
export async function tail(
  reader: EventReader,
  { partition, position }: Head,
  upTo: bigint,
): Promise<StoredEvent[]> {
  const seen: StoredEvent[] = [];
  for (let cursor = position; cursor < upTo;) {
    for (const event of await reader.readPartition(partition, cursor, 50)) {
      if (event.position !== cursor + 1n)
        throw new Error(`Partition ${partition}: ${event.position} follows ${cursor}`);
      cursor = event.position;
      seen.push(event);
    }
    await new Promise(setImmediate);
  }
  return seen;
}

/** Appends `batches` batches of five new streams each, as fast as the store takes them. */
export async function write(
  store: { append(batch: readonly PartitionAppend[]): Promise<ReadonlyMap<number, string>> },
  start: Head,
  batches: number,
): Promise<string[]> {
  const written: string[] = [];
  for (let head = start, batch = 0; batch < batches; batch++) {
    const append = appendAt(head, ...firstEvents(5));
    const result = (await store.append([append])).get(head.partition);
    if (result !== 'appended') throw new Error(`Partition ${head.partition} is ${result}`);
    written.push(...append.events.map(({ streamId }) => streamId));
    head = headAfter(append);
  }
  return written;
}

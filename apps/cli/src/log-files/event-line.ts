// An event of the log as one line of JSON. Nothing is lost: the hash of an event that was read back
// can be computed anew from the line. `data` is text, byte for byte what was hashed.
import type { StoredEvent } from '@ledgerway/event-store';

export const eventLine = (event: StoredEvent): string =>
  JSON.stringify({
    position: String(event.position),
    stream: event.streamId,
    version: event.version,
    type: event.type,
    schema_version: event.schemaVersion,
    command: event.commandId,
    command_seq: event.commandSeq,
    occurred_at: event.occurredAt,
    recorded_at: event.recordedAt,
    data: event.data.toString('utf8'),
    meta: event.meta,
    hash: event.hash.toString('hex'),
  });

type Line = Readonly<Record<string, string | number>>;

/** @throws if the line is no event */
export function readEventLine(line: string, partition: number): StoredEvent {
  const json = JSON.parse(line) as Line;
  const text = (name: string) => {
    const value = json[name];
    if (typeof value !== 'string') throw new Error(`an event without ${name}`);
    return value;
  };
  const number = (name: string) => {
    const value = json[name];
    if (!Number.isSafeInteger(value)) throw new Error(`an event without ${name}`);
    return value as number;
  };
  return {
    ...{ partition, position: BigInt(text('position')), streamId: text('stream') },
    ...{ version: number('version'), type: text('type'), schemaVersion: number('schema_version') },
    ...{ commandId: text('command'), commandSeq: number('command_seq') },
    ...{ occurredAt: number('occurred_at'), recordedAt: number('recorded_at') },
    ...{ data: Buffer.from(text('data')), meta: text('meta') },
    hash: Buffer.from(text('hash'), 'hex'),
  };
}

// How stored events are read, whatever version they were written in. A type's `upcasts` hold, for
// each earlier version, what makes it the next one; so the current version is their number plus one.
import type { StreamEvent } from '@ledgerway/domain';
import { eventFromJson, eventTypes } from './events.js';
import { toJson, within, type Json, type Read } from './json.js';
import { asPlainCard } from './terms.js';

type EventType = StreamEvent['type'];

const upcasts: { readonly [T in EventType]?: readonly Read[] } = {
  // Version 1 knew cards only, and no payment intents.
  ChargeRequested: [within('terms', asPlainCard)],
};

const isEventType = (type: string): type is EventType =>
  (eventTypes as readonly string[]).includes(type);

const upcastsOf = (type: EventType): readonly Read[] => upcasts[type] ?? [];

/** The version that `encodeEvent` writes. Throws for a type that does not exist. */
export function currentSchemaVersion(type: string): number {
  if (!isEventType(type)) throw new Error(`No event of type ${type}`);
  return upcastsOf(type).length + 1;
}

/** The stored form of an event: canonical JSON, amounts as text. */
export const encodeEvent = (event: StreamEvent): Buffer => Buffer.from(toJson(event));

/**
 * A stored event in today's shape. Throws for a (type, version) this program cannot read and for
 * bytes that are no such event: a stream is never folded around a gap.
 */
export function readEvent(type: string, schemaVersion: number, data: Uint8Array): StreamEvent {
  const current = currentSchemaVersion(type);
  if (!Number.isInteger(schemaVersion) || schemaVersion < 1 || schemaVersion > current)
    throw new Error(`Cannot read ${type} in version ${schemaVersion}: ${current} is the newest`);
  const stored = JSON.parse(Buffer.from(data).toString('utf8')) as Json;
  if (stored?.['type'] !== type) throw new Error(`Not an event of type ${type}`);
  const steps = upcastsOf(type as EventType).slice(schemaVersion - 1);
  return eventFromJson(steps.reduce((json, upcast) => upcast(json), stored));
}

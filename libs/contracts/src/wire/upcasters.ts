// How stored events are read, whatever version they were written in. A type's `upcasts` hold, for
// each earlier version, what makes it the next one; so the current version is their number plus one.
import type { StreamEvent } from '@ledgerway/domain';
import { eventFromJson, eventTypes } from './events.js';
import { toJson, within, type Json, type Read } from './json.js';
import { asPlainCard } from './terms.js';

type EventType = StreamEvent['type'];

const withoutFees: Read = (terms) => ({ ...terms, fees: null });
const withoutFeeSchedule: Read = (intent) => ({ ...intent, feeSchedule: null });

const upcasts: { readonly [T in EventType]?: readonly Read[] } = {
  // Version 1 knew cards only, and no payment intents; version 2 knew no fees.
  ChargeRequested: [within('terms', asPlainCard), within('terms', withoutFees)],
  // Until version 2 nothing cost a fee.
  PaymentIntentCreated: [within('intent', withoutFeeSchedule)],
  ChargeCaptured: [(json) => ({ ...json, fee: '0', tax: '0' })],
};

const isEventType = (type: string): type is EventType =>
  (eventTypes as readonly string[]).includes(type);

const upcastsOf = (type: EventType): readonly Read[] => upcasts[type] ?? [];

/** An event in a form that this program does not know: a newer one wrote it. */
export class UnreadableEvent extends Error {}

/** Why this program cannot read an event of this form; none if it can. */
export function unreadable(type: string, schemaVersion: number): string | undefined {
  const newest = isEventType(type) ? upcastsOf(type).length + 1 : 0;
  if (Number.isInteger(schemaVersion) && schemaVersion >= 1 && schemaVersion <= newest)
    return undefined;
  const known = newest === 0 ? 'no such event' : `version ${newest} and older`;
  return `${type} in version ${schemaVersion} cannot be read: this program knows ${known}`;
}

/**
 * Called before anything is read or written.
 *
 * @param forms all in which events of the log were ever written
 * @throws UnreadableEvent if a newer program wrote some of them
 */
export function refuseUnreadable(
  forms: readonly { readonly type: string; readonly schemaVersion: number }[],
): void {
  const reasons = forms.flatMap(({ type, schemaVersion }) => unreadable(type, schemaVersion) ?? []);
  if (reasons.length > 0)
    throw new UnreadableEvent(
      `The log holds what only a newer program can read: ${reasons.join('; ')}`,
    );
}

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
  const reason = unreadable(type, schemaVersion);
  if (reason !== undefined) throw new UnreadableEvent(reason);
  const stored = JSON.parse(Buffer.from(data).toString('utf8')) as Json;
  if (stored?.['type'] !== type) throw new Error(`Not an event of type ${type}`);
  const steps = upcastsOf(type as EventType).slice(schemaVersion - 1);
  return eventFromJson(steps.reduce((json, upcast) => upcast(json), stored));
}

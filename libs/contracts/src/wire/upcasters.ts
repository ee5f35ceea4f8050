// How stored events are read, whatever version they were written in. A type's `upcasts` hold, for
// each earlier version, what makes it the next one; so the current version is their number plus one.
import type { ChargeEvent } from '@ledgerway/domain';
import { eventFromJson, toJson } from './charge.js';

type Json = Record<string, unknown>;
type EventType = ChargeEvent['type'];

const upcasts: Readonly<Record<EventType, readonly ((json: Json) => Json)[]>> = {
  ChargeRequested: [],
  ChargeAuthorized: [],
  ChargeDeclined: [],
  AuthorizationUnknown: [],
  CaptureRequested: [],
  CaptureUnknown: [],
  CaptureFailed: [],
  ChargeCaptured: [],
  VoidRequested: [],
  VoidUnknown: [],
  VoidFailed: [],
  ChargeVoided: [],
  ChargeExpired: [],
  RefundRequested: [],
  RefundUnknown: [],
  RefundPending: [],
  RefundSucceeded: [],
  RefundFailed: [],
  ChargeUpdated: [],
  AcquirerContradicted: [],
  CommandRejected: [],
};

const isEventType = (type: string): type is EventType => Object.hasOwn(upcasts, type);

/** The version that `encodeEvent` writes. Throws for a type that does not exist. */
export function currentSchemaVersion(type: string): number {
  if (!isEventType(type)) throw new Error(`No event of type ${type}`);
  return upcasts[type].length + 1;
}

/** The stored form of an event: canonical JSON, amounts as text. */
export const encodeEvent = (event: ChargeEvent): Buffer => Buffer.from(toJson(event));

/**
 * A stored event in today's shape. Throws for a (type, version) this program cannot read and for
 * bytes that are no such event: a stream is never folded around a gap.
 */
export function readEvent(type: string, schemaVersion: number, data: Uint8Array): ChargeEvent {
  const current = currentSchemaVersion(type);
  if (!Number.isInteger(schemaVersion) || schemaVersion < 1 || schemaVersion > current)
    throw new Error(`Cannot read ${type} in version ${schemaVersion}: ${current} is the newest`);
  const stored = JSON.parse(Buffer.from(data).toString('utf8')) as Json;
  if (stored?.['type'] !== type) throw new Error(`Not an event of type ${type}`);
  const steps = upcasts[type as EventType].slice(schemaVersion - 1);
  return eventFromJson(steps.reduce((json, upcast) => upcast(json), stored));
}

// What travels on the topics. Every record is one JSON object with a version of its own.
import {
  tenantOf,
  type StreamCommand,
  type StreamEvent,
  type StreamRejection,
  type StreamState,
} from '@ledgerway/domain';
import type { Tenant } from '../queries/page.js';
import { commandFromJson } from './commands.js';
import { eventFromJson } from './events.js';
import { toJson, type Json } from './json.js';
import { sparseState, stateFromJson, type StateJson } from './state.js';
import { sparseTerms } from './terms.js';
import { currentSchemaVersion } from './upcasters.js';

/**
 * The API request that caused a command; shown as `request` of the public event. `traceparent`: the
 * W3C trace context that it came with; deliveries of the event carry it on.
 */
export type RequestOrigin = {
  readonly id: string | null;
  readonly idempotencyKey: string | null;
  readonly traceparent?: string;
};

/** On `payments.commands`. `replyTo` is the partition of `payments.replies` that waits, if any does. */
export type CommandRecord = {
  readonly id: string;
  readonly streamId: string;
  readonly replyTo: number | null;
  readonly origin: RequestOrigin;
  readonly command: StreamCommand;
};

/**
 * On `payments.events`, one for each domain event, in log order: `position` is gapless per
 * partition. `state` is what stands in the stream after the event; of an intent's earlier charges and
 * of a merchant's payouts it has only those that the event is about, to stay small. It is empty for
 * a refused command on an unknown stream.
 */
export type EventRecord = {
  readonly partition: number;
  readonly position: bigint;
  readonly streamId: string;
  readonly version: number;
  readonly origin: RequestOrigin;
  readonly event: StreamEvent;
  readonly state: StreamState;
};

/**
 * Whose event it is: that of the stream's owner, null as long as nothing stands in it. A credit may
 * name a stranger's payment; it stays the business of whoever received it.
 */
export function tenantOfRecord({
  event,
  state,
}: Pick<EventRecord, 'event' | 'state'>): Tenant | null {
  if (event.type !== 'CreditUnmatched') return tenantOf(state);
  const { merchantId, livemode } = event.credit;
  return { merchantId, livemode };
}

/**
 * On `payments.replies`: the outcome of a command, with the state as that outcome left it; of a
 * merchant's payouts it has only those that the command was about.
 */
export type ReplyRecord = {
  readonly commandId: string;
  readonly partition: number;
  /** The log position of the outcome: a reader that has reached it has seen this write. */
  readonly position: bigint;
  readonly outcome:
    { readonly kind: 'done' } | { readonly kind: 'rejected'; readonly reason: StreamRejection };
  readonly state: StreamState;
};

const version = 2;

/** Thrown for bytes that are no record of ours; the reader puts them aside and goes on. */
export class UnreadableRecord extends Error {}

function parse(value: Buffer): Json {
  const json = JSON.parse(value.toString('utf8')) as Json | null;
  if (json?.['v'] !== version) throw new Error(`version ${String(json?.['v'])}`);
  return json;
}

function reading<T>(value: Buffer, read: (json: Json) => T): T {
  try {
    return read(parse(value));
  } catch (cause) {
    throw new UnreadableRecord(`Unreadable record: ${(cause as Error).message}`, { cause });
  }
}

export function encodeCommandRecord(record: CommandRecord): Buffer {
  const { command } = record;
  const carried =
    command.type === 'CreateCharge' ? { ...command, terms: sparseTerms(command.terms) } : command;
  return Buffer.from(toJson({ v: version, ...record, command: carried }));
}

export const decodeCommandRecord = (value: Buffer): CommandRecord =>
  reading(value, ({ v: _, ...json }) => {
    if (typeof json['id'] !== 'string' || typeof json['streamId'] !== 'string')
      throw new Error('a command needs an id and a stream');
    const command = commandFromJson(json['command'] as Json);
    return { ...json, command } as unknown as CommandRecord;
  });

/** The part of an event that also stands in the state after it, so that it is carried once. */
function shared(type: unknown, state: StreamState): readonly [field: string, value: unknown] | [] {
  switch (type) {
    case 'ChargeRequested':
      return ['terms', state.charge?.terms];
    case 'PaymentIntentCreated':
      return ['intent', state.intent];
    case 'CustomerCreated':
      return ['customer', state.customer];
    case 'SetupIntentCreated':
      return ['setupIntent', state.setupIntent];
    default:
      return [];
  }
}

/** The event without what the state tells as well. */
function carriedEvent(event: StreamEvent, state: StreamState): object {
  // Most captures are free, and there are many.
  if (event.type === 'ChargeCaptured' && event.fee === 0n && event.tax === 0n)
    return { ...event, fee: undefined, tax: undefined };
  const [field, value] = shared(event.type, state);
  const isThere = field !== undefined && (event as unknown as Json)[field] === value;
  return isThere ? { ...event, [field]: undefined } : event;
}

function withShared(json: Json, state: StreamState): StreamEvent {
  const [field, value] = shared(json['type'], state);
  if (field === undefined || json[field] !== undefined) return eventFromJson(json);
  if (!value || !Number.isSafeInteger(json['at'])) throw new Error(`No ${field}, or no time`);
  return { ...json, [field]: value } as unknown as StreamEvent;
}

/** Of a merchant's payouts only the one that the latest event is about, and the one it takes back. */
function withLatestPayout(state: StreamState): StreamState {
  const { merchant } = state;
  if (merchant === null) return state;
  const payouts = merchant.payouts.filter(
    ({ id, reversedBy }) =>
      merchant.latestPayout !== null && [id, reversedBy].includes(merchant.latestPayout),
  );
  return { ...state, merchant: { ...merchant, payouts } };
}

/** The state as an event's record carries it. */
function carriedState(event: StreamEvent, whole: StreamState): StreamState {
  const state = withLatestPayout(whole);
  if (state.earlierCharges.length === 0) return state;
  const about = event.type === 'ChargeUpdated' ? event.chargeId : undefined;
  const earlierCharges = state.earlierCharges.filter(({ terms }) => terms.chargeId === about);
  return { ...state, earlierCharges };
}

export function encodeEventRecord(record: EventRecord): Buffer {
  const { event, state } = record;
  const carried = {
    ...record,
    event: carriedEvent(event, state),
    state: sparseState(carriedState(event, state)),
  };
  const eventVersion = currentSchemaVersion(event.type);
  return Buffer.from(toJson({ v: version, eventVersion, ...carried }));
}

/**
 * @throws UnreadableRecord also for an event in another version than today's: an older or newer
 * program wrote the record, and only the log tells what that event means here
 */
export const decodeEventRecord = (value: Buffer): EventRecord =>
  reading(value, ({ v: _, eventVersion, ...json }) => {
    const { type } = json['event'] as { type: string };
    if (eventVersion !== currentSchemaVersion(type))
      throw new Error(`${type} in version ${String(eventVersion)}`);
    const state = stateFromJson(json['state'] as StateJson);
    return {
      ...(json as unknown as EventRecord),
      position: BigInt(json['position'] as string),
      event: withShared(json['event'] as Json, state),
      state,
    };
  });

export const encodeReplyRecord = (record: ReplyRecord): Buffer =>
  Buffer.from(
    toJson({ v: version, ...record, state: sparseState(withLatestPayout(record.state)) }),
  );

export const decodeReplyRecord = (value: Buffer): ReplyRecord =>
  reading(value, ({ v: _, ...json }) => ({
    ...(json as unknown as ReplyRecord),
    position: BigInt(json['position'] as string),
    state: stateFromJson(json['state'] as StateJson),
  }));

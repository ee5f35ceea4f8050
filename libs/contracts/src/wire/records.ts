// What travels on the topics. Every record is one JSON object with a version of its own.
import type { ChargeCommand, ChargeEvent, Charge, ChargeRejection } from '@ledgerway/domain';
import {
  chargeFromJson,
  commandFromJson,
  eventFromJson,
  toJson,
  type ChargeJson,
} from './charge.js';

/** The API request that caused a command; shown as `request` of the public event. */
export type RequestOrigin = { readonly id: string | null; readonly idempotencyKey: string | null };

/** On `payments.commands`. `replyTo` is the partition of `payments.replies` that waits, if any does. */
export type CommandRecord = {
  readonly id: string;
  readonly streamId: string;
  readonly replyTo: number | null;
  readonly origin: RequestOrigin;
  readonly command: ChargeCommand;
};

/**
 * On `payments.events`, one for each domain event, in log order: `position` is gapless per
 * partition. `charge` is the charge after the event; it is null while none exists (a refused
 * command on an unknown stream). `livemode` and `merchantId` are those of the charge.
 */
export type EventRecord = {
  readonly partition: number;
  readonly position: bigint;
  readonly streamId: string;
  readonly version: number;
  readonly origin: RequestOrigin;
  readonly event: ChargeEvent;
  readonly charge: Charge | null;
};

/** On `payments.replies`: the outcome of a command, with the charge as that outcome left it. */
export type ReplyRecord = {
  readonly commandId: string;
  readonly partition: number;
  /** The log position of the outcome: a reader that has reached it has seen this write. */
  readonly position: bigint;
  readonly outcome:
    { readonly kind: 'done' } | { readonly kind: 'rejected'; readonly reason: ChargeRejection };
  readonly charge: Charge | null;
};

const version = 1;

/** Thrown for bytes that are no record of ours; the reader puts them aside and goes on. */
export class UnreadableRecord extends Error {}

function parse(value: Buffer): Record<string, unknown> {
  try {
    const json = JSON.parse(value.toString('utf8')) as Record<string, unknown>;
    if (json === null || json['v'] !== version) throw new Error(`version ${String(json?.['v'])}`);
    return json;
  } catch (cause) {
    throw new UnreadableRecord(`Unreadable record: ${(cause as Error).message}`, { cause });
  }
}

function reading<T>(value: Buffer, read: (json: Record<string, unknown>) => T): T {
  const json = parse(value);
  try {
    return read(json);
  } catch (cause) {
    throw new UnreadableRecord(`Unreadable record: ${(cause as Error).message}`, { cause });
  }
}

export const encodeCommandRecord = (record: CommandRecord): Buffer =>
  Buffer.from(toJson({ v: version, ...record }));

export const decodeCommandRecord = (value: Buffer): CommandRecord =>
  reading(value, (json) => {
    if (typeof json['id'] !== 'string' || typeof json['streamId'] !== 'string')
      throw new Error('a command needs an id and a stream');
    const command = commandFromJson(json['command'] as Record<string, unknown>);
    return { ...json, command } as unknown as CommandRecord;
  });

export function encodeEventRecord(record: EventRecord): Buffer {
  const { event, charge } = record;
  // The terms are the charge's own and never change: they are carried once.
  const carried =
    event.type === 'ChargeRequested' && charge !== null ? { ...event, terms: undefined } : event;
  return Buffer.from(toJson({ v: version, ...record, event: carried }));
}

export const decodeEventRecord = (value: Buffer): EventRecord =>
  reading(value, (json) => {
    const charge = json['charge'] === null ? null : chargeFromJson(json['charge'] as ChargeJson);
    const carried = json['event'] as Record<string, unknown>;
    const terms = (json['charge'] as ChargeJson | null)?.['terms'];
    return {
      ...(json as unknown as EventRecord),
      position: BigInt(json['position'] as string),
      event: eventFromJson(carried['type'] === 'ChargeRequested' ? { terms, ...carried } : carried),
      charge,
    };
  });

export const encodeReplyRecord = (record: ReplyRecord): Buffer =>
  Buffer.from(toJson({ v: version, ...record }));

export const decodeReplyRecord = (value: Buffer): ReplyRecord =>
  reading(value, (json) => ({
    ...(json as unknown as ReplyRecord),
    position: BigInt(json['position'] as string),
    charge: json['charge'] === null ? null : chargeFromJson(json['charge'] as ChargeJson),
  }));

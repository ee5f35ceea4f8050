// How public events are made of a domain event and the state after it.
import type { Charge, StreamEvent, StreamState } from '@ledgerway/domain';
import type { PublicEventType } from './event-types.js';

type Json = Readonly<Record<string, unknown>>;

export type PublicEvent = {
  readonly type: PublicEventType;
  /** The resource as the public API shows it right after the event. */
  readonly object: unknown;
  /** What the changed fields of the object were before; only for events that tell of a change. */
  readonly previousAttributes?: Json;
};

/** One function for each type of event: a forgotten one does not compile. */
export type Tellers<E extends StreamEvent> = {
  readonly [T in E['type']]: (
    event: Extract<E, { type: T }>,
    state: StreamState,
  ) => readonly PublicEvent[];
};

/** Stays inside: intents, unknown outcomes and contradictions are no public messages. */
export const nothing = (): PublicEvent[] => [];

export const publicEvent = (
  type: PublicEventType,
  object: unknown,
  previousAttributes?: Json,
): PublicEvent => ({ type, object, ...(previousAttributes && { previousAttributes }) });

/** The charge that an event of a charge is about. */
export function chargeIn({ charge }: StreamState): Charge {
  if (charge === null) throw new Error('An event of a charge, and no charge after it');
  return charge;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/**
 * The former values of what differs between two renderings of one resource; within objects only of
 * the fields that differ. What is new was null.
 */
export function formerAttributes(before: Json, after: Json): Json {
  const own = (of: Json, field: string) => (Object.hasOwn(of, field) ? of[field] : null);
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const differing = fields.filter((field) => !isSame(own(before, field), own(after, field)));
  return Object.fromEntries(
    differing.map((field) => {
      const [was, is] = [own(before, field), own(after, field)];
      return [field, isObject(was) && isObject(is) ? formerAttributes(was, is) : was];
    }),
  );
}

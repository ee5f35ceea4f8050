// Compares, for one endpoint, what it was to hear with what its server got and with what the
// database says became of it.
import type { Fate } from '../endpoint.js';
import { isNeverAccepted } from '../misbehaviours.js';
import type { Arrival } from '../receiver.js';
import type { WrittenEvent } from '../written-events.js';
import type { DeliveryRow } from './witness.js';

export type Testimony = {
  readonly ordering: 'none' | 'per_object' | 'fifo';
  readonly fate: Fate;
  /** What it asked for, in the order in which it happened. */
  readonly expected: readonly WrittenEvent[];
  /** By event. */
  readonly arrivals: ReadonlyMap<string, Arrival>;
  readonly complaints: readonly string[];
  readonly rows: readonly DeliveryRow[];
};

type Outcome = DeliveryRow['outcome'];

const allowed: Readonly<Record<Fate, (outcome: Outcome, eventId: string) => boolean>> = {
  delivered: (outcome) => outcome === 'delivered',
  choosy: (outcome, id) => outcome === (isNeverAccepted(id) ? 'dead' : 'delivered'),
  closed: (outcome) => outcome !== null && outcome !== 'dead',
};

/** What is wrong, in words; nothing if all is well. To be called once nothing waits any more. */
export function judge(testimony: Testimony): string[] {
  return [
    ...testimony.complaints,
    ...rowDifferences(testimony),
    ...arrivalDifferences(testimony),
    ...sequenceDifferences(testimony),
    ...(testimony.ordering === 'none' ? [] : orderDifferences(testimony)),
  ];
}

/** Each event has one row, which has left the hot table in a way that fits the endpoint. */
function rowDifferences({ expected, rows, fate }: Testimony): string[] {
  const times = new Map<string, number>();
  for (const { eventId } of rows) times.set(eventId, (times.get(eventId) ?? 0) + 1);
  const ids = new Set(expected.map(({ id }) => id));
  return [
    ...[...ids].filter((id) => !times.has(id)).map((id) => `${id} has no delivery`),
    ...[...times].filter(([, n]) => n > 1).map(([id, n]) => `${id} has ${n} deliveries`),
    ...[...times.keys()].filter((id) => !ids.has(id)).map((id) => `nobody asked for ${id}`),
    ...rows
      .filter(({ eventId, outcome }) => !allowed[fate](outcome, eventId))
      .map(({ eventId, outcome }) => `${eventId} is ${outcome ?? 'still waiting'}`),
  ];
}

/** The server has accepted just what is written down as delivered, or more: a result may be lost. */
function arrivalDifferences({ expected, rows, arrivals, fate }: Testimony): string[] {
  const accepted = (id: string) => (arrivals.get(id)?.accepted ?? 0) > 0;
  const ids = new Set(expected.map(({ id }) => id));
  const lost = rows.filter(({ eventId, outcome }) => outcome === 'delivered' && !accepted(eventId));
  const missing = fate === 'delivered' ? [...ids].filter((id) => !accepted(id)) : [];
  return [
    ...lost.map(({ eventId }) => `${eventId} is delivered, and was never accepted`),
    ...missing.map((id) => `${id} did not arrive`),
    ...[...arrivals.keys()].filter((id) => !ids.has(id)).map((id) => `${id} came uncalled`),
  ];
}

/** Sequences count 1, 2, … without a gap, and the deliveries say what the rows say. */
function sequenceDifferences({ rows, arrivals }: Testimony): string[] {
  const numbered = rows.flatMap(({ eventId, sequence }) =>
    sequence === null ? [] : [{ eventId, sequence }],
  );
  const sorted = numbered.toSorted((a, b) => a.sequence - b.sequence);
  const gap = sorted.findIndex(({ sequence }, index) => sequence !== index + 1);
  const told = numbered.filter(({ eventId, sequence }) => {
    const arrival = arrivals.get(eventId);
    return arrival !== undefined && arrival.sequence !== sequence;
  });
  const skipped = rows.filter(
    ({ sequence, outcome }) => (sequence === null) !== (outcome === 'skipped'),
  );
  return [
    ...(gap < 0 ? [] : [`sequence ${gap + 1} is missing, or there twice`]),
    ...told.map(({ eventId }) => `${eventId} came with another sequence than its row has`),
    ...skipped.map(({ eventId }) => `${eventId} has a sequence and was skipped, or neither`),
  ];
}

/**
 * Within its key an event is first accepted after all that were numbered before it. What is sent
 * again later, because a result was lost, was accepted before.
 */
function orderDifferences({ ordering, expected, rows, arrivals }: Testimony): string[] {
  const events = new Map(expected.map((event) => [event.id, event]));
  const last = new Map<string, { readonly id: string; readonly place: number }>();
  const versions = new Map<string, number>();
  const wrong: string[] = [];
  const sorted = rows.toSorted((a, b) => (a.sequence ?? Infinity) - (b.sequence ?? Infinity));
  for (const { eventId: id, sequence } of sorted) {
    const event = events.get(id);
    const place = arrivals.get(id)?.place ?? 0;
    if (event === undefined || sequence === null) continue;
    if (event.version < (versions.get(event.objectId) ?? 0))
      wrong.push(`${id} is numbered after a later one of ${event.objectId}`);
    versions.set(event.objectId, event.version);
    if (place === 0) continue;
    const key = ordering === 'fifo' ? '' : event.objectId;
    const before = last.get(key);
    if (before !== undefined && before.place > place) wrong.push(`${id} came before ${before.id}`);
    last.set(key, { id, place });
  }
  return wrong;
}

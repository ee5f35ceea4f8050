// What became of an event at an endpoint, as SQL conditions. Each takes SQL expressions.

// In two parts, as its two partial indexes are.
const waiting = (where: string) => `(
  exists (select from delivery w where ${where} and w.trigger = 'event')
  or exists (select from delivery w where ${where} and w.trigger <> 'event'))`;

/** It still waits for this endpoint, or is under way to it. */
export const waitsFor = (eventId: string, endpointId: string): string =>
  waiting(`w.event_id = ${eventId} and w.endpoint_id = ${endpointId}`);

/** It still waits for some endpoint. */
export const waitsSomewhere = (eventId: string): string => waiting(`w.event_id = ${eventId}`);

const wasDelivered = (eventId: string, endpointId: string) => `exists (
  select from delivery_done y where y.event_id = ${eventId} and y.endpoint_id = ${endpointId}
    and y.outcome = 'delivered' and y.trigger <> 'test')`;

/** It was given up, cancelled or skipped, and has neither been delivered nor is on its way. */
export const wasMissed = (eventId: string, endpointId: string): string => `(
  exists (
    select from delivery_done x where x.event_id = ${eventId} and x.endpoint_id = ${endpointId}
      and x.outcome <> 'delivered' and x.trigger <> 'test')
  and not ${wasDelivered(eventId, endpointId)}
  and not ${waitsFor(eventId, endpointId)})`;

/** Some endpoint that was given up on has not had it since. */
export const wasGivenUp = (eventId: string): string => `exists (
  select from delivery_done x
  where x.event_id = ${eventId} and x.outcome = 'dead' and x.trigger <> 'test'
    and not ${wasDelivered('x.event_id', 'x.endpoint_id')})`;

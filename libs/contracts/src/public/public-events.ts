// Which public events a domain event makes, in the order of their delivery.
import type { StreamEvent, StreamState } from '@ledgerway/domain';
import { chargeTellers } from './events/charge-events.js';
import { customerTellers } from './events/customer-events.js';
import { merchantTellers } from './events/merchant-events.js';
import { paymentIntentTellers } from './events/payment-intent-events.js';
import { paymentMethodTellers } from './events/payment-method-events.js';
import { settlementTellers } from './events/settlement-events.js';
import { setupIntentTellers } from './events/setup-intent-events.js';
import type { PublicEvent, Tellers } from './events/telling.js';

export { publicEventTypes, type PublicEventType } from './events/event-types.js';
export type { PublicEvent } from './events/telling.js';

const tellers: Tellers<StreamEvent> = {
  ...chargeTellers,
  ...paymentIntentTellers,
  ...paymentMethodTellers,
  ...customerTellers,
  ...setupIntentTellers,
  ...merchantTellers,
  ...settlementTellers,
};

/** `state` is what stands in the stream after `event`. Client secrets are in none of them. */
export function publicEventsOf(event: StreamEvent, state: StreamState): readonly PublicEvent[] {
  // The table pairs each type of event with the function that tells of it.
  const tell = tellers[event.type] as (
    event: StreamEvent,
    state: StreamState,
  ) => readonly PublicEvent[];
  return tell(event, state);
}

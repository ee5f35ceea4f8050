// The charges of a stream: the latest one, and those of earlier attempts of an intent, which were
// all declined. What a charge comes to decides about its intent as well.
import { charge as decider } from '../charge/charge.js';
import type { Charge, ChargeCommand, ChargeEvent, ChargeState } from '../charge/model.js';
import { accept, reject } from '../decision.js';
import { consequencesOf, followCharge } from './charging.js';
import type { PaymentDecision, PaymentEvent, PaymentState } from './state.js';

/** A refusal is about whatever stands in the stream, and changes none of it. */
export type ChargeChange = Exclude<ChargeEvent, { type: 'CommandRejected' }>;

const stateOf = (charge: Charge | null): ChargeState => charge ?? decider.initialState;

/** The charge of that id, of whichever attempt; null if there is none. */
export const chargeOf = (
  { charge, earlierCharges }: Pick<PaymentState, 'charge' | 'earlierCharges'>,
  chargeId: string,
): Charge | null =>
  [charge, ...earlierCharges].find((one) => one?.terms.chargeId === chargeId) ?? null;

/** Has the charge decide, and adds what its intent makes of it. */
export function decideCharge(command: ChargeCommand, state: PaymentState): PaymentDecision {
  const { intent, charge: latest } = state;
  if (command.type === 'CreateCharge' && intent !== null) return reject('key_reused');
  const named = 'chargeId' in command ? command.chargeId : undefined;
  const charge = named === undefined ? latest : chargeOf(state, named);
  const decision = decider.decide(command, stateOf(charge));
  if (!decision.accepted || charge === null) return decision;
  if (charge !== latest) return accept(...decision.events.map(nameIn(charge)));
  if (intent === null) return decision;
  return accept(
    ...decision.events.flatMap((event): PaymentEvent[] => [
      event,
      ...consequencesOf(event, charge, intent),
    ]),
  );
}

/** An update says which charge it is of unless it is the latest. */
const nameIn =
  ({ terms: { chargeId } }: Charge) =>
  (event: ChargeEvent): ChargeEvent =>
    event.type === 'ChargeUpdated' ? { ...event, chargeId } : event;

/** Which earlier charge the event is of; none if it is of the latest. */
function earlierOf(event: ChargeEvent, { earlierCharges }: PaymentState): Charge | undefined {
  const of = (chargeId: string | undefined) =>
    earlierCharges.find(({ terms }) => terms.chargeId === chargeId);
  if (event.type === 'ChargeUpdated') return of(event.chargeId);
  // All that the acquirer can still take back of a declined charge is its authorization.
  return event.type === 'AcquirerContradicted' ? of(event.intentId) : undefined;
}

/** Throws if the event cannot follow this state: the stream is corrupt. */
export function evolveCharge<S extends PaymentState>(state: S, event: ChargeChange): S | false {
  const earlier = earlierOf(event, state);
  if (earlier !== undefined) {
    const changed = folded(earlier, event);
    const earlierCharges = state.earlierCharges.map((one) => (one === earlier ? changed : one));
    return { ...state, earlierCharges };
  }
  const before = event.type === 'ChargeRequested' ? setAside(state) : state;
  const charge = folded(before.charge, event);
  if (state.intent === null) return { ...before, charge };
  const intent = followCharge(state.intent, event, charge);
  return intent && { ...before, charge, intent };
}

/** Makes room for the charge of the next attempt. Only a declined one is out of the way. */
function setAside<S extends PaymentState>(state: S): S {
  const { intent, charge, earlierCharges } = state;
  if (intent === null || charge?.status !== 'declined') return state;
  return { ...state, charge: null, earlierCharges: [...earlierCharges, charge] };
}

function folded(charge: Charge | null, event: ChargeEvent): Charge {
  const after = decider.evolve(stateOf(charge), event);
  if (after.status === 'none') throw new Error(`The event ${event.type} left no charge`);
  return after;
}

// What is told of a dispute: itself, and the money that it takes or gives back.
import type { Charge, ChargeEvent } from '@ledgerway/domain';
import { disputeTransactions, renderDispute } from '../dispute.js';
import type { PublicEventType } from './event-types.js';
import { chargeIn, nothing, publicEvent, type PublicEvent, type Tellers } from './telling.js';

export type DisputeEvent = Extract<ChargeEvent, { readonly disputeId: string }>;

function ofDispute(
  type: PublicEventType,
  charge: Charge,
  { disputeId, at }: DisputeEvent,
): PublicEvent {
  const dispute = charge.disputes.find((one) => one.disputeId === disputeId);
  const transactions = dispute && disputeTransactions(charge, dispute, at);
  return publicEvent(type, renderDispute(charge, disputeId, { now: at, transactions }));
}

const updated = (event: DisputeEvent, charge: Charge) => [
  ofDispute('charge.dispute.updated', charge, event),
];

export const disputeTellers: Tellers<DisputeEvent> = {
  DisputeOpened: (event, state) => {
    const opened = ofDispute('charge.dispute.created', chargeIn(state), event);
    if (event.warning) return [opened];
    return [opened, ofDispute('charge.dispute.funds_withdrawn', chargeIn(state), event)];
  },
  DisputeUpdated: (event, state) => updated(event, chargeIn(state)),
  DisputeEvidenceSubmitted: (event, state) => updated(event, chargeIn(state)),
  // Evidence that was refused has to be sent again; that it was taken in changes nothing.
  DisputeEvidenceAnswered: (event, state) =>
    event.accepted ? nothing() : updated(event, chargeIn(state)),
  DisputeClosed: (event, state) => {
    const closed = ofDispute('charge.dispute.closed', chargeIn(state), event);
    if (event.outcome !== 'won') return [closed];
    return [ofDispute('charge.dispute.funds_reinstated', chargeIn(state), event), closed];
  },
};

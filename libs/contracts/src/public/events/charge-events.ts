// What is told of a charge (payment contract, 1.5), and of its payment intent along with it (1.7).
import {
  capturedAmount,
  chargeOf,
  refundedAmount,
  releasedAmount,
  type Charge,
  type ChargeEvent,
  type StreamState,
} from '@ledgerway/domain';
import { publicAmount } from '../amount.js';
import { renderCharge } from '../charge.js';
import { disputeTellers, type DisputeEvent } from './dispute-events.js';
import type { PublicEventType } from './event-types.js';
import { intentEvents } from './payment-intent-events.js';
import { ofRefund, refundTellers, type RefundEvent } from './refund-events.js';
import { chargeIn, formerAttributes, nothing, publicEvent, type Tellers } from './telling.js';

const ofCharge = (type: PublicEventType, charge: Charge, previous?: Record<string, unknown>) =>
  publicEvent(type, renderCharge(charge), previous);

const isHeld = (state: StreamState): boolean => chargeIn(state).terms.capture === 'manual';

const ownTellers: Tellers<Exclude<ChargeEvent, RefundEvent | DisputeEvent>> = {
  ChargeAuthorized: (_, state) =>
    // A sale is captured by the very next event, which then tells the whole story.
    isHeld(state)
      ? [
          ofCharge('charge.succeeded', chargeIn(state)),
          ...intentEvents('payment_intent.amount_capturable_updated', state),
        ]
      : [],
  ChargeCaptured: (event, state) => [
    isHeld(state)
      ? ofCharge('charge.captured', chargeIn(state), beforeCapture(chargeIn(state), event))
      : ofCharge('charge.succeeded', chargeIn(state)),
    ...intentEvents('payment_intent.succeeded', state),
  ],
  ChargeDeclined: (_, state) => [
    ofCharge('charge.failed', chargeIn(state)),
    ...intentEvents('payment_intent.payment_failed', state),
  ],
  // A canceled intent tells of itself, not of the hold that it gave back.
  ChargeVoided: ({ refundId, released }, state) => {
    const charge = chargeIn(state);
    if (charge.terms.paymentIntent !== null) return [];
    return [
      ofRefund('refund.created', charge, refundId),
      ofCharge('charge.refunded', charge, beforeGivingBack(charge, released)),
    ];
  },
  ChargeExpired: ({ released }, state) => {
    const charge = chargeIn(state);
    return [ofCharge('charge.expired', charge, beforeGivingBack(charge, released))];
  },
  RefundSucceeded: ({ refundId, amount }, state) => {
    const charge = chargeIn(state);
    const refunded = ofCharge('charge.refunded', charge, beforeGivingBack(charge, amount));
    const refund = charge.refunds.find((one) => one.refundId === refundId);
    if (refund?.wasPending !== true)
      return [ofRefund('refund.created', charge, refundId), refunded];
    const pending = { status: 'pending', pending_reason: 'processing' };
    return [
      refunded,
      ofRefund('refund.updated', charge, refundId, pending),
      ofRefund('charge.refund.updated', charge, refundId, pending),
    ];
  },
  ChargeUpdated: ({ previous, chargeId }, state) => {
    const after = chargeId === undefined ? chargeIn(state) : chargeOf(state, chargeId);
    if (after === null) return [];
    const before = { ...after, details: { ...after.details, ...previous } };
    const changed = formerAttributes(renderCharge(before), renderCharge(after));
    return [ofCharge('charge.updated', after, changed)];
  },
  ChargeExpiringSoon: (_, state) => [ofCharge('charge.expiring_soon', chargeIn(state))],
  ChargeRequested: nothing,
  AuthorizationUnknown: nothing,
  CaptureRequested: nothing,
  CaptureUnknown: nothing,
  CaptureFailed: nothing,
  VoidRequested: nothing,
  VoidUnknown: nothing,
  VoidFailed: nothing,
  AcquirerContradicted: nothing,
  CommandRejected: nothing,
};

export const chargeTellers: Tellers<ChargeEvent> = {
  ...ownTellers,
  ...refundTellers,
  ...disputeTellers,
};

function beforeGivingBack(charge: Charge, amount: bigint) {
  const now = refundedAmount(charge) + releasedAmount(charge);
  return {
    amount_refunded: publicAmount(now - amount),
    ...(now === charge.terms.amount && { refunded: false }),
  };
}

type ChargeCaptured = Extract<ChargeEvent, { type: 'ChargeCaptured' }>;

function beforeCapture(charge: Charge, { amount, released, final }: ChargeCaptured) {
  const earlier = capturedAmount(charge) - amount;
  return {
    amount_captured: publicAmount(earlier),
    ...(released > 0n && { amount_refunded: 0 }),
    ...(earlier === 0n && { balance_transaction: null }),
    ...(final && { captured: false }),
  };
}

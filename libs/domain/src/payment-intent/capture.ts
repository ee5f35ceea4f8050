// Takes what an intent holds, or lets it go: both are steps on its charge.
import { decideCapture } from '../charge/capture.js';
import { formerValues, isSame } from '../changes.js';
import type { RefundReason } from '../charge/model.js';
import { decideVoid } from '../charge/refund.js';
import { accept, reject } from '../decision.js';
import { changeIntentDetails } from './details.js';
import type { PaymentIntent } from './model.js';
import {
  isBeforePayment,
  type PaymentCommandOf,
  type PaymentDecision,
  type PaymentEvent,
  type PaymentState,
} from './state.js';

/** Captures once: what is not captured is released. */
export function captureIntent(
  command: PaymentCommandOf<'CapturePaymentIntent'>,
  intent: PaymentIntent,
  { charge }: PaymentState,
): PaymentDecision {
  const { captureId, amount, releaseId, changes, at } = command;
  const known = charge?.captures.some((one) => one.captureId === captureId) === true;
  if (!known && intent.status === 'succeeded') return reject('intent_remaining_not_capturable');
  if (charge === null || (!known && intent.status !== 'requires_capture'))
    return reject('intent_state');
  const details = changeIntentDetails(intent.details, changes);
  if (typeof details === 'string') return reject(details);
  // The charge keeps the metadata that it was made with.
  const { metadata: _, ...shown } = changes;
  const step = { captureId, amount, final: true, releaseId, changes: shown, at };
  const decision = decideCapture(step, charge);
  if (!decision.accepted)
    return decision.reason === 'capture_exceeds_authorized'
      ? reject('intent_amount_too_large')
      : decision;
  if (known || isSame(intent.details, details)) return decision;
  const previous = formerValues(intent.details, details);
  const { method } = intent;
  const updated: PaymentEvent = { type: 'PaymentIntentUpdated', details, method, previous, at };
  return accept<PaymentEvent>(updated, ...decision.events);
}

/**
 * Ends an intent. What is held is given back first: it is canceled once the acquirer has done so.
 * While the acquirer is asked for the money nothing can be said; a wallet that still thinks about
 * it can be let down.
 */
export function cancelIntent(
  { refundId, reason, at }: PaymentCommandOf<'CancelPaymentIntent'>,
  intent: PaymentIntent,
  { charge }: PaymentState,
): PaymentDecision {
  const isWaiting = intent.status === 'processing' && intent.chargeId !== null;
  if (isBeforePayment(intent) || isWaiting)
    return accept({ type: 'PaymentIntentCanceled', reason, at });
  if (charge === null) return reject('intent_state');
  const isKnown = charge.releases.some((release) => release.refundId === refundId);
  if (intent.status !== 'requires_capture' && !isKnown) return reject('intent_state');
  const step = { refundId, reason: refundReason(reason), metadata: {}, at };
  const decision = decideVoid(step, charge);
  if (!decision.accepted || decision.events.length === 0) return decision;
  const asked: PaymentEvent = { type: 'PaymentIntentCancelRequested', reason, at };
  return accept<PaymentEvent>(asked, ...decision.events);
}

const refundReasons: readonly RefundReason[] = ['duplicate', 'fraudulent', 'requested_by_customer'];
/** The release of the hold shows as a refund, which may not have been abandoned. */
const refundReason = (reason: string | null) =>
  refundReasons.find((candidate) => candidate === reason) ?? null;

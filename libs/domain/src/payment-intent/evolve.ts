// How each event of its own changes a payment intent. What its charge does to it is in charging.ts.
// `false` means that the event cannot follow: the stream is corrupt.
import { evolveBy } from '../decision.js';
import { isSame } from '../changes.js';
import { withoutAttempt } from './charging.js';
import type { PaymentIntent, PaymentIntentDetails, PaymentIntentEvent } from './model.js';
import { idleStatus, isBeforePayment, type PaymentState } from './state.js';

/** A repeated confirmation is recognized as long as no more than these came after it. */
const rememberedConfirmations = 50;

/** Changes the intent that must stand in the stream. */
function change(
  state: PaymentState,
  by: (intent: PaymentIntent) => PaymentIntent | false,
): PaymentState | false {
  const intent = state.intent !== null && by(state.intent);
  return intent && { ...state, intent };
}

/** What an open action was asked of the payer for: if this changes, it is void. */
const agreed = ({ amount, currency, captureMethod }: PaymentIntentDetails) => ({
  amount,
  currency,
  captureMethod,
});

/** An update clears the last error, as it clears the way for the next attempt. */
function updated(
  intent: PaymentIntent,
  { details, method }: Extract<PaymentIntentEvent, { type: 'PaymentIntentUpdated' }>,
): PaymentIntent {
  const next = { ...intent, details, method, lastError: null };
  if (!isBeforePayment(intent)) return next;
  const stands =
    intent.action !== null &&
    intent.method?.id === method?.id &&
    isSame(agreed(intent.details), agreed(details));
  return stands ? next : { ...next, status: idleStatus(method), action: null, chargeId: null };
}

export const evolve = evolveBy<PaymentState, PaymentIntentEvent>({
  PaymentIntentCreated: (state, { intent }) =>
    state.intent === null && state.charge === null && { ...state, intent },
  PaymentIntentUpdated: (state, event) => change(state, (intent) => updated(intent, event)),
  PaymentIntentConfirmed: (state, event) =>
    change(state, (intent) => {
      if (!isBeforePayment(intent) || event.attempt !== intent.attempt + 1) return false;
      const { confirmId, chargeId, attempt, details, method, returnUrl, offSession } = event;
      return {
        ...intent,
        status: 'requires_confirmation',
        details,
        method,
        attempt,
        confirmIds: [...intent.confirmIds, confirmId].slice(-rememberedConfirmations),
        offSession,
        chargeId,
        action: null,
        returnUrl,
        lastError: null,
      };
    }),
  PaymentIntentActionRequired: (state, { attempt, action }) =>
    change(
      state,
      (intent) => isOpen(intent, attempt) && { ...intent, status: 'requires_action', action },
    ),
  PaymentIntentProcessing: (state, { attempt }) =>
    change(
      state,
      (intent) => isOpen(intent, attempt) && { ...intent, status: 'processing', action: null },
    ),
  PaymentIntentAttemptFailed: (state, { attempt, error }) =>
    change(state, (intent) => isOpen(intent, attempt) && withoutAttempt(intent, error)),
  // Whether it is canceled depends on the acquirer's answer; until then only the reason is known.
  PaymentIntentCancelRequested: (state, { reason }) =>
    change(
      state,
      (intent) => intent.status === 'requires_capture' && { ...intent, cancellationReason: reason },
    ),
  PaymentIntentCanceled: (state, { reason, at }) =>
    change(
      state,
      (intent) =>
        intent.status !== 'succeeded' &&
        intent.status !== 'canceled' && {
          ...intent,
          status: 'canceled',
          action: null,
          chargeId: null,
          canceledAt: at,
          cancellationReason: reason,
        },
    ),
  CreditUnmatched: (state, { credit }) => ({ ...state, credits: [...state.credits, credit] }),
});

const isOpen = (intent: PaymentIntent, attempt: number) =>
  intent.chargeId !== null && intent.attempt === attempt;

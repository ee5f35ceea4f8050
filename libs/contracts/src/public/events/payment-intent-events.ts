// What is told of a payment intent (payment contract, 1.7). What its charge brings about is told by
// the charge's own events, after what they tell of the charge.
import type { PaymentIntentEvent, StreamState, UnmatchedCredit } from '@ledgerway/domain';
import { publicAmount, publicTime } from '../amount.js';
import { renderPaymentIntent } from '../payment-intent.js';
import type { PublicEventType } from './event-types.js';
import { nothing, publicEvent, type PublicEvent, type Tellers } from './telling.js';

/** The event if the stream has an intent, none otherwise. */
export const intentEvents = (type: PublicEventType, state: StreamState): PublicEvent[] =>
  state.intent === null
    ? []
    : [publicEvent(type, renderPaymentIntent(state, { clientSecret: null }))];

export const paymentIntentTellers: Tellers<PaymentIntentEvent> = {
  PaymentIntentCreated: (_, state) => intentEvents('payment_intent.created', state),
  PaymentIntentActionRequired: (_, state) => intentEvents('payment_intent.requires_action', state),
  PaymentIntentProcessing: (_, state) => intentEvents('payment_intent.processing', state),
  PaymentIntentAttemptFailed: (_, state) => intentEvents('payment_intent.payment_failed', state),
  PaymentIntentCanceled: (_, state) => intentEvents('payment_intent.canceled', state),
  CreditUnmatched: ({ credit }) => [publicEvent('fps.credit.unmatched', renderCredit(credit))],
  PaymentIntentUpdated: nothing,
  PaymentIntentConfirmed: nothing,
  PaymentIntentCancelRequested: nothing,
};

export type PublicFpsCredit = ReturnType<typeof renderCredit>;

/** Money that came in and pays for nothing; our own object, there is none like it elsewhere. */
const renderCredit = (credit: UnmatchedCredit) => ({
  id: credit.creditId,
  object: 'fps_credit' as const,
  amount: publicAmount(credit.amount),
  bank_reference: credit.bankReference,
  cause: credit.cause,
  created: publicTime(credit.at),
  currency: credit.currency,
  livemode: credit.livemode,
  reference: credit.reference,
});

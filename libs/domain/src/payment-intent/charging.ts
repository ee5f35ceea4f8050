// The charge that an attempt leads to, and what a charge's events mean for its intent.
import type { Charge, ChargeEvent, Terms, Timestamp } from '../charge/model.js';
import { feeRateOf } from '../ledger/fees.js';
import { chargeDeclined } from './attempt-errors.js';
import type { AttemptError, PaymentIntent, PaymentIntentEvent } from './model.js';

type ChargeRequested = Extract<ChargeEvent, { type: 'ChargeRequested' }>;

/**
 * Asks for the money of the attempt that is open. `authenticated`: the payer passed 3-D Secure for
 * it. `bankReference`: the credit that paid it, null unless it is a bank transfer.
 */
export function requestCharge(
  intent: PaymentIntent,
  paid: Pick<Terms, 'authenticated' | 'bankReference'>,
  at: Timestamp,
): ChargeRequested {
  const { id, merchantId, livemode, details, method, chargeId, offSession } = intent;
  if (method === null || chargeId === null) throw new Error(`No attempt is open of ${id}`);
  const { amount, currency, captureMethod } = details;
  const terms: Terms = {
    chargeId,
    merchantId,
    livemode,
    amount,
    currency,
    capture: captureMethod === 'manual' ? 'manual' : 'automatic',
    method: method.type,
    card: method.card,
    paymentMethod: method.id,
    billing: method.billing,
    paymentIntent: id,
    offSession,
    fees: feeRateOf(intent.feeSchedule, method.type),
    ...paid,
    details: {
      description: details.description,
      metadata: details.metadata,
      receiptEmail: details.receiptEmail,
      shipping: details.shipping,
      statementDescriptor: details.statementDescriptor,
      statementDescriptorSuffix: details.statementDescriptorSuffix,
      transferGroup: details.transferGroup,
      fraudDetails: {},
      customer: details.customer,
    },
  };
  return { type: 'ChargeRequested', terms, at };
}

/** The intent after an attempt came to nothing: another one needs a method again. */
export const withoutAttempt = (intent: PaymentIntent, lastError: AttemptError): PaymentIntent => ({
  ...intent,
  status: 'requires_payment_method',
  method: null,
  action: null,
  chargeId: null,
  lastError,
});

/** The intent after an event of its latest charge; `false` if that charge is not of its attempt. */
export function followCharge(
  intent: PaymentIntent,
  event: ChargeEvent,
  { terms }: Charge,
): PaymentIntent | false {
  switch (event.type) {
    case 'ChargeRequested': {
      if (intent.chargeId !== terms.chargeId) return false;
      const latestCharge = terms.chargeId;
      return { ...intent, status: 'processing', action: null, chargeId: null, latestCharge };
    }
    case 'ChargeAuthorized':
      return terms.capture === 'manual' ? { ...intent, status: 'requires_capture' } : intent;
    case 'ChargeCaptured':
      return event.final ? { ...intent, status: 'succeeded' } : intent;
    case 'ChargeDeclined':
      return withoutAttempt(intent, chargeDeclined(event.decline, terms, intent.method));
    case 'VoidFailed':
      return { ...intent, cancellationReason: null };
    default:
      return intent;
  }
}

/**
 * What happens to the intent by an event of its charge and has an event of its own. `charge` and
 * `intent` are as they were before.
 */
export function consequencesOf(
  event: ChargeEvent,
  { terms }: Charge,
  intent: PaymentIntent,
): PaymentIntentEvent[] {
  const { at } = event;
  switch (event.type) {
    case 'ChargeVoided':
      return [{ type: 'PaymentIntentCanceled', reason: intent.cancellationReason, at }];
    case 'ChargeExpired':
      return [{ type: 'PaymentIntentCanceled', reason: 'automatic', at }];
    case 'ChargeDeclined':
      return terms.bankReference === null ? [] : [refusedCredit(terms, terms.bankReference, at)];
    default:
      return [];
  }
}

/** The payer's money is with the bank, whatever the acquirer says: it must not get lost. */
function refusedCredit(
  { merchantId, livemode, amount, currency }: Terms,
  bankReference: string,
  at: Timestamp,
): PaymentIntentEvent {
  const credit = {
    // The charge kept only the bank's name of the credit; what the code's tag said is gone.
    creditId: bankReference,
    merchantId,
    livemode,
    amount,
    currency,
    reference: '',
    bankReference,
    cause: 'unknown',
    at,
  } as const;
  return { type: 'CreditUnmatched', credit, at };
}

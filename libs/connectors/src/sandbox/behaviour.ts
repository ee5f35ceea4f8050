// How the sandbox's test cards behave, keyed by canonical token name. A pure table: the same card
// always behaves the same, whatever the amount or the description.
import type { Checks, Decline } from '@ledgerway/domain';

export type CardBehaviour = {
  readonly authorization:
    | { readonly kind: 'approve'; readonly checks: Checks }
    | { readonly kind: 'decline'; readonly decline: Decline };
  readonly refund: RefundBehaviour;
};

/** `later` and `fails` are both pending at first and settle after `afterMs`. */
export type RefundBehaviour =
  | { readonly kind: 'at_once' }
  | { readonly kind: 'later'; readonly afterMs: number }
  | { readonly kind: 'fails'; readonly afterMs: number; readonly failure: string };

const passed: Checks = { cvc: 'pass', addressLine1: null, addressPostalCode: null };

function approve(checks: Partial<Checks> = {}, refund?: RefundBehaviour): CardBehaviour {
  return {
    authorization: { kind: 'approve', checks: { ...passed, ...checks } },
    refund: refund ?? { kind: 'at_once' },
  };
}

const declinedMessage = 'Your card was declined.';

function decline(declineCode: string, options: Partial<Decline> = {}): CardBehaviour {
  return {
    authorization: {
      kind: 'decline',
      decline: {
        code: 'card_declined',
        declineCode,
        message: declinedMessage,
        param: null,
        blocked: false,
        ...options,
      },
    },
    refund: { kind: 'at_once' },
  };
}

const genericDecline = decline('generic_decline');
// A payer is not told that a card is reported lost or stolen, or that a payment looks fraudulent.
const blocked = decline('fraudulent', { blocked: true });
// A charge made without a challenge; nobody is there to answer one.
const authenticationRequired = decline('authentication_required', {
  code: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
});

const approvedCards = [
  'tok_visa',
  'tok_visa_debit',
  'tok_mastercard',
  'tok_mastercard_debit',
  'tok_mastercard_prepaid',
  'tok_amex',
  'tok_discover',
  'tok_diners',
  'tok_jcb',
  'tok_unionpay',
  // What is special about these happens after the authorization, outside the acquirer.
  'tok_bypassPending',
  'tok_createDispute',
  'tok_createDisputeProductNotReceived',
  'tok_createDisputeInquiry',
  'tok_threeDSecureOptional',
];

const challengedCards = [
  'tok_threeDSecure2Required',
  'tok_authenticationRequired',
  'tok_authenticationRequiredOnSetup',
  'tok_authenticationRequiredChargeDeclined',
  'tok_authenticationRequiredChargeDeclinedInsufficientFunds',
  'tok_threeDSecureProcessingError',
];

const cards: ReadonlyMap<string, CardBehaviour> = new Map([
  ...approvedCards.map((instrument) => [instrument, approve()] as const),
  ...challengedCards.map((instrument) => [instrument, authenticationRequired] as const),
  ...Object.entries({
    tok_cvcCheckFail: approve({ cvc: 'fail' }),
    tok_avsZipFail: approve({ addressLine1: 'pass', addressPostalCode: 'fail' }),
    tok_pendingRefund: approve({}, { kind: 'later', afterMs: 2_000 }),
    // Due well before the two seconds within which whoever asks must have seen it fail.
    tok_refundFail: approve(
      {},
      { kind: 'fails', afterMs: 1_000, failure: 'expired_or_canceled_card' },
    ),
    tok_chargeDeclined: genericDecline,
    tok_chargeCustomerFail: genericDecline,
    tok_chargeDeclinedInsufficientFunds: decline('insufficient_funds', {
      message: 'Your card has insufficient funds.',
    }),
    tok_chargeDeclinedLostCard: decline('lost_card'),
    tok_chargeDeclinedStolenCard: decline('stolen_card'),
    tok_chargeDeclinedExpiredCard: decline('expired_card', {
      code: 'expired_card',
      message: 'Your card has expired.',
      param: 'exp_month',
    }),
    tok_chargeDeclinedIncorrectCvc: decline('incorrect_cvc', {
      code: 'incorrect_cvc',
      message: "Your card's security code is incorrect.",
      param: 'cvc',
    }),
    tok_chargeDeclinedProcessingError: decline('processing_error', {
      code: 'processing_error',
      message: 'An error occurred while processing your card. Try again in a little bit.',
    }),
    tok_chargeDeclinedVelocityLimitExceeded: decline('card_velocity_exceeded', {
      message:
        'Your card was declined for making repeated attempts too frequently or exceeding its ' +
        'amount limit.',
    }),
    tok_chargeDeclinedFraudulent: blocked,
    tok_radarBlock: blocked,
  }),
]);

// `tok_hk`: an ordinary card of that country.
const countryCard = /^tok_[a-z]{2}$/;
const ordinary = approve();

/** Every card the table names; the cards of single countries come on top. */
export const sandboxInstruments: readonly string[] = [...cards.keys()];

/** A card that the sandbox does not know is declined, as an issuer does with an unknown account. */
export function behaviourOf(instrument: string): CardBehaviour {
  const known = cards.get(instrument);
  if (known !== undefined) return known;
  return countryCard.test(instrument) ? ordinary : genericDecline;
}

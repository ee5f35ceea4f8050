// How the sandbox's test cards behave, keyed by canonical token name. A pure table: the same card
// always behaves the same, whatever the amount or the description.
import type { Checks, Decline } from '@ledgerway/domain';

export type Verdict =
  | { readonly kind: 'approve'; readonly checks: Checks }
  | { readonly kind: 'decline'; readonly decline: Decline };

/** What the acquirer is told of the payer besides the card. */
export type Presence = { readonly authenticated: boolean; readonly offSession: boolean };

export type CardBehaviour = {
  readonly authorization: Verdict;
  /** Instead of `authorization`, if the payer has not passed 3-D Secure. */
  readonly unauthenticated?: Verdict;
  /** The payer passed 3-D Secure once, and that counts for payments without them. */
  readonly trustsSetUp?: true;
  /** Whether the card is good when nothing is charged. */
  readonly verification: Verdict;
  readonly refund: RefundBehaviour;
  readonly dispute?: DisputeBehaviour;
};

/** What the payer's bank does once the money is captured. */
export type DisputeBehaviour = {
  readonly reason: string;
  readonly networkReasonCode: string;
  /** An inquiry: no money is taken yet. */
  readonly warning: boolean;
};

/** `later` and `fails` are both pending at first and settle after `afterMs`. */
export type RefundBehaviour =
  | { readonly kind: 'at_once' }
  | { readonly kind: 'later'; readonly afterMs: number }
  | { readonly kind: 'fails'; readonly afterMs: number; readonly failure: string };

const noChecks: Checks = { cvc: null, addressLine1: null, addressPostalCode: null };
const passed: Checks = { cvc: 'pass', addressLine1: null, addressPostalCode: null };

function approve(checks: Partial<Checks> = {}, refund?: RefundBehaviour): CardBehaviour {
  const authorization = { kind: 'approve', checks: { ...passed, ...checks } } as const;
  return { authorization, verification: authorization, refund: refund ?? { kind: 'at_once' } };
}

const declinedMessage = 'Your card was declined.';

function decline(declineCode: string, options: Partial<Decline> = {}): CardBehaviour {
  const authorization = {
    kind: 'decline',
    decline: {
      code: 'card_declined',
      declineCode,
      message: declinedMessage,
      param: null,
      blocked: false,
      ...options,
    },
  } as const;
  return { authorization, verification: authorization, refund: { kind: 'at_once' } };
}

const genericDecline = decline('generic_decline');
// A payer is not told that a card is reported lost or stolen, or that a payment looks fraudulent.
const blocked = decline('fraudulent', { blocked: true });
// A charge made without a challenge; nobody is there to answer one.
const authenticationRequired = decline('authentication_required', {
  code: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
});
const insufficientFunds = decline('insufficient_funds', {
  message: 'Your card has insufficient funds.',
});
const processingError = decline('processing_error', {
  code: 'processing_error',
  message: 'An error occurred while processing your card. Try again in a little bit.',
});

/** A card whose issuer asks for 3-D Secure, and what it says once the payer has passed it. */
const challenged = (
  passedChallenge: CardBehaviour,
  options: Pick<CardBehaviour, 'trustsSetUp'> = {},
): CardBehaviour => ({
  ...passedChallenge,
  unauthenticated: authenticationRequired.authorization,
  verification: approve().verification,
  ...options,
});

const disputed = (reason: string, networkReasonCode: string, warning = false): CardBehaviour => ({
  ...approve(),
  dispute: { reason, networkReasonCode, warning },
});

const refundsLater: RefundBehaviour = { kind: 'later', afterMs: 2_000 };

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
  // What is special about this one happens outside the acquirer.
  'tok_bypassPending',
  'tok_threeDSecureOptional',
];

const cards: ReadonlyMap<string, CardBehaviour> = new Map([
  ...approvedCards.map((instrument) => [instrument, approve()] as const),
  ...Object.entries({
    tok_threeDSecure2Required: challenged(approve()),
    tok_authenticationRequired: challenged(approve()),
    tok_authenticationRequiredOnSetup: challenged(approve(), { trustsSetUp: true }),
    tok_authenticationRequiredChargeDeclined: challenged(genericDecline),
    tok_authenticationRequiredChargeDeclinedInsufficientFunds: challenged(insufficientFunds),
    tok_threeDSecureProcessingError: challenged(processingError),
    tok_createDispute: disputed('fraudulent', '10.4'),
    tok_createDisputeProductNotReceived: disputed('product_not_received', '13.1'),
    tok_createDisputeInquiry: disputed('fraudulent', '10', true),
    tok_cvcCheckFail: approve({ cvc: 'fail' }),
    tok_avsZipFail: approve({ addressLine1: 'pass', addressPostalCode: 'fail' }),
    tok_pendingRefund: approve({}, refundsLater),
    // Due well before the two seconds within which whoever asks must have seen it fail.
    tok_refundFail: approve(
      {},
      { kind: 'fails', afterMs: 1_000, failure: 'expired_or_canceled_card' },
    ),
    tok_chargeDeclined: genericDecline,
    tok_chargeCustomerFail: { ...genericDecline, verification: approve().verification },
    tok_chargeDeclinedInsufficientFunds: insufficientFunds,
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
    tok_chargeDeclinedProcessingError: processingError,
    tok_chargeDeclinedVelocityLimitExceeded: decline('card_velocity_exceeded', {
      message:
        'Your card was declined for making repeated attempts too frequently or exceeding its ' +
        'amount limit.',
    }),
    tok_chargeDeclinedFraudulent: blocked,
    tok_radarBlock: blocked,
    test_mode_live_card: decline('test_mode_live_card'),
    live_mode_test_card: decline('live_mode_test_card'),
    live_card: approve(),
    alipay: approve(noChecks),
    wechat_pay: approve(noChecks, refundsLater),
    fps: approve(noChecks, refundsLater),
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

/** What the issuer says, given what is known of the payer. */
export function verdictOn(instrument: string, presence: Presence): Verdict {
  const { authorization, unauthenticated, trustsSetUp } = behaviourOf(instrument);
  if (unauthenticated === undefined || presence.authenticated) return authorization;
  return trustsSetUp === true && presence.offSession ? authorization : unauthenticated;
}

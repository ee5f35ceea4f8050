// A charge moves money from a payer to a merchant, once. This file is its language: what happened,
// what may be asked, what is refused, and what is known after folding the stream.
import type { Decision } from '../decision.js';
import type { FeeRate } from '../ledger/fees.js';
import type { ChargeEvent } from './events.js';

/** Milliseconds since the epoch, UTC. Always handed in, never read from a clock. */
export type Timestamp = number;

/** What is known of a card outside the vault. `instrument` is the acquirer's alias, never a number. */
export type CardSnapshot = {
  readonly id: string;
  readonly instrument: string;
  readonly brand: string;
  readonly country: string;
  readonly expMonth: number;
  readonly expYear: number;
  readonly fingerprint: string;
  readonly funding: 'credit' | 'debit' | 'prepaid' | 'unknown';
  readonly last4: string;
  readonly name: string | null;
  /** Whether the issuer asks for 3-D Secure, as the card's BIN tells; absent: it never does. */
  readonly authentication?: 'required' | 'required_unless_set_up' | 'optional';
  /** Set for the test card whose money can be spent as soon as it is captured. */
  readonly funds?: 'immediate';
};

/** How a payer pays; `alipay` is AlipayHK, `wechat_pay` WeChat Pay HK, `fps` a bank transfer. */
export const methodTypes = ['card', 'alipay', 'wechat_pay', 'fps'] as const;
export type MethodType = (typeof methodTypes)[number];

/** Who pays, as the merchant says. */
export type BillingDetails = {
  readonly address: Readonly<Record<string, string | null>> | null;
  readonly email: string | null;
  readonly name: string | null;
  readonly phone: string | null;
  readonly taxId: string | null;
};

/** What the merchant may change later; it never moves money. JSON values only, passed through. */
export type ChargeDetails = {
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly receiptEmail: string | null;
  readonly shipping: Readonly<Record<string, unknown>> | null;
  readonly statementDescriptor: string | null;
  readonly statementDescriptorSuffix: string | null;
  readonly transferGroup: string | null;
  readonly fraudDetails: Readonly<Record<string, string>>;
  readonly customer: string | null;
};

/**
 * What an update asks for. Metadata is merged key by key: empty text removes a key, and null
 * instead of metadata removes them all.
 */
export type DetailsChanges = Partial<Omit<ChargeDetails, 'metadata'>> & {
  readonly metadata?: Readonly<Record<string, string>> | null;
};

/** What the merchant asked for. Amounts are minor units of `currency`. */
export type Terms = {
  readonly chargeId: string;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly amount: bigint;
  readonly currency: string;
  readonly capture: 'automatic' | 'manual';
  readonly method: MethodType;
  /** Null unless the method is a card. */
  readonly card: CardSnapshot | null;
  /** The `pm_…` or `card_…` that was charged, as the API shows it. */
  readonly paymentMethod: string | null;
  readonly billing: BillingDetails | null;
  /** The payment intent that this charge belongs to; only the intent is captured or canceled then. */
  readonly paymentIntent: string | null;
  /** The payer has passed 3-D Secure for this charge. */
  readonly authenticated: boolean;
  readonly offSession: boolean;
  /** The bank's reference of the credit that paid it: FPS only. */
  readonly bankReference: string | null;
  /** What its captures cost; null: nothing. */
  readonly fees: FeeRate | null;
  readonly details: ChargeDetails;
};

/** A plain "no" of the issuer. `code` and `declineCode` are those of the public contract. */
export type Decline = {
  readonly code: string;
  readonly declineCode: string | null;
  readonly message: string;
  readonly param: string | null;
  readonly blocked: boolean;
};

export type Checks = {
  readonly cvc: 'pass' | 'fail' | 'unavailable' | 'unchecked' | null;
  readonly addressLine1: 'pass' | 'fail' | 'unavailable' | 'unchecked' | null;
  readonly addressPostalCode: 'pass' | 'fail' | 'unavailable' | 'unchecked' | null;
};

export type Approval = {
  readonly acquirerReference: string;
  readonly authorizationCode: string;
  readonly networkTransactionId: string;
  readonly checks: Checks;
};

/** Whatever an acquirer did not say in plain words is `unknown`; `unknown` is never a decline. */
export type AuthorizationOutcome =
  | { readonly kind: 'approved'; readonly approval: Approval }
  | { readonly kind: 'declined'; readonly decline: Decline }
  | { readonly kind: 'unknown' };
/** The answer to a capture or a void. `failed` is a plain "no": nothing was changed. */
export type StepOutcome =
  | { readonly kind: 'done'; readonly acquirerReference: string }
  | { readonly kind: 'failed'; readonly failure: string }
  | { readonly kind: 'unknown' };
/** The answer to a refund; `pending` is settled by a later answer for the same refund. */
export type RefundOutcome = StepOutcome | { readonly kind: 'pending' };

export type RefundReason = 'duplicate' | 'fraudulent' | 'requested_by_customer';

export type * from './events.js';
export type * from './commands.js';

/** Why a command is refused, in order of precedence. The gateway maps each to status and code. */
export const chargeRejections = [
  'not_found',
  'owned_by_intent',
  'key_reused',
  'invalid_amount',
  'charge_pending',
  'charge_failed',
  'charge_expired',
  'charge_voided',
  'step_in_progress',
  'already_captured',
  'capture_exceeds_authorized',
  'partial_void',
  'charge_disputed',
  'already_refunded',
  'refund_exceeds_remaining',
  'refund_not_cancelable',
  'dispute_not_open',
  'customer_already_set',
  'too_much_metadata',
  'not_expired_yet',
  'acquirer_refused',
] as const;
export type ChargeRejection = (typeof chargeRejections)[number];
export type ChargeDecision = Decision<ChargeEvent, ChargeRejection>;

export type StepStatus = 'requested' | 'unknown' | 'done' | 'failed';
export type Capture = {
  readonly captureId: string;
  readonly amount: bigint;
  readonly final: boolean;
  readonly releaseId: string;
  readonly status: StepStatus;
  readonly at: Timestamp;
};
export type Refund = {
  readonly refundId: string;
  readonly amount: bigint;
  readonly reason: RefundReason | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly status: StepStatus | 'pending' | 'cancel_requested' | 'canceled';
  /** True once the acquirer had answered "later": its final answer is then an update. */
  readonly wasPending: boolean;
  readonly failure: string | null;
  readonly at: Timestamp;
};
/** A part of the hold given back without money having moved: a void, an expiry, a short capture. */
export type Release = {
  readonly refundId: string;
  readonly amount: bigint;
  readonly cause: 'void' | 'expiry' | 'short_capture';
  readonly reason: RefundReason | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly at: Timestamp;
};
export type PendingVoid = {
  readonly refundId: string;
  readonly reason: RefundReason | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly status: 'requested' | 'unknown';
};

export type DisputeStatus =
  | 'warning_needs_response'
  | 'warning_under_review'
  | 'warning_closed'
  | 'needs_response'
  | 'under_review'
  | 'won'
  | 'lost';
/** The payer's bank wants its money back. A warning (an inquiry) has taken nothing yet. */
export type Dispute = {
  readonly disputeId: string;
  readonly amount: bigint;
  /** What the acquirer charges for it; given back with nothing but a won dispute. */
  readonly fee: bigint;
  readonly reason: string;
  readonly networkReasonCode: string;
  readonly status: DisputeStatus;
  readonly evidence: Readonly<Record<string, string>>;
  /** How often evidence was submitted, and how many of these the acquirer has answered. */
  readonly submissions: number;
  readonly answered: number;
  readonly evidenceDueBy: Timestamp;
  readonly metadata: Readonly<Record<string, string>>;
  /** The request that gave it up, if one did. */
  readonly closeId?: string;
  readonly at: Timestamp;
};

export type Charge = {
  readonly status:
    'requested' | 'unknown' | 'authorized' | 'declined' | 'captured' | 'voided' | 'expired';
  readonly terms: Terms;
  readonly details: ChargeDetails;
  readonly createdAt: Timestamp;
  readonly approval: Approval | null;
  readonly authorizedAmount: bigint;
  readonly expiresAt: Timestamp | null;
  readonly decline: Decline | null;
  readonly captures: readonly Capture[];
  readonly refunds: readonly Refund[];
  readonly releases: readonly Release[];
  readonly pendingVoid: PendingVoid | null;
  readonly disputes: readonly Dispute[];
  /** True once the merchant was told that the authorization ends soon. */
  readonly expiryAnnounced: boolean;
  readonly contradictions: readonly string[];
};
export type ChargeState = { readonly status: 'none' } | Charge;

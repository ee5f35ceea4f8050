// A charge moves money from a payer to a merchant, once. This file is its language: what happened,
// what may be asked, what is refused, and what is known after folding the stream.

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
  readonly card: CardSnapshot;
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

// Stored forever: reshape an event only with an upcaster in `contracts`.
export type ChargeEvent =
  | { readonly type: 'ChargeRequested'; readonly terms: Terms; readonly at: Timestamp }
  | {
      readonly type: 'ChargeAuthorized';
      readonly approval: Approval;
      readonly amount: bigint;
      readonly expiresAt: Timestamp;
      readonly at: Timestamp;
    }
  | { readonly type: 'ChargeDeclined'; readonly decline: Decline; readonly at: Timestamp }
  | { readonly type: 'AuthorizationUnknown'; readonly at: Timestamp }
  | {
      readonly type: 'CaptureRequested';
      readonly captureId: string;
      readonly amount: bigint;
      readonly final: boolean;
      readonly releaseId: string;
      /** The details from now on, if the capture came with changes to them. */
      readonly details?: ChargeDetails;
      readonly at: Timestamp;
    }
  | { readonly type: 'CaptureUnknown'; readonly captureId: string; readonly at: Timestamp }
  | {
      readonly type: 'CaptureFailed';
      readonly captureId: string;
      readonly failure: string;
      readonly at: Timestamp;
    }
  /** The merchant is owed `amount`; `released` of the hold is given back because it was the last. */
  | {
      readonly type: 'ChargeCaptured';
      readonly captureId: string;
      readonly amount: bigint;
      readonly final: boolean;
      readonly released: bigint;
      readonly releaseId: string | null;
      readonly acquirerReference: string;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'VoidRequested';
      readonly refundId: string;
      readonly reason: RefundReason | null;
      readonly metadata: Readonly<Record<string, string>>;
      readonly at: Timestamp;
    }
  | { readonly type: 'VoidUnknown'; readonly refundId: string; readonly at: Timestamp }
  | {
      readonly type: 'VoidFailed';
      readonly refundId: string;
      readonly failure: string;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'ChargeVoided';
      readonly refundId: string;
      readonly released: bigint;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'ChargeExpired';
      readonly releaseId: string;
      readonly released: bigint;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'RefundRequested';
      readonly refundId: string;
      readonly amount: bigint;
      readonly reason: RefundReason | null;
      readonly metadata: Readonly<Record<string, string>>;
      readonly at: Timestamp;
    }
  | { readonly type: 'RefundUnknown'; readonly refundId: string; readonly at: Timestamp }
  | { readonly type: 'RefundPending'; readonly refundId: string; readonly at: Timestamp }
  | {
      readonly type: 'RefundSucceeded';
      readonly refundId: string;
      readonly amount: bigint;
      readonly acquirerReference: string;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'RefundFailed';
      readonly refundId: string;
      readonly amount: bigint;
      readonly failure: string;
      readonly at: Timestamp;
    }
  /** `previous` holds the former values of what changed. */
  | {
      readonly type: 'ChargeUpdated';
      readonly details: ChargeDetails;
      readonly previous: Partial<ChargeDetails>;
      readonly at: Timestamp;
    }
  /** The acquirer changed an answer it had given: kept for a person to reconcile. */
  | {
      readonly type: 'AcquirerContradicted';
      readonly intentId: string;
      readonly recorded: string;
      readonly said: string;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'CommandRejected';
      readonly command: string;
      readonly reason: string;
      readonly at: Timestamp;
    };

/** Who asks. A command of another merchant or mode finds nothing, as if the charge did not exist. */
export type Caller = { readonly merchantId: string; readonly livemode: boolean };

export type ChargeCommand =
  | { readonly type: 'CreateCharge'; readonly terms: Terms; readonly at: Timestamp }
  /** Without `amount`: all that is authorized. `final` releases what is not captured. */
  | {
      readonly type: 'CaptureCharge';
      readonly caller: Caller;
      readonly captureId: string;
      readonly amount: bigint | null;
      readonly final: boolean;
      readonly releaseId: string;
      readonly changes?: DetailsChanges;
      readonly at: Timestamp;
    }
  /** Without `amount`: all that remains. Of an uncaptured charge it is a void, in full only. */
  | {
      readonly type: 'RefundCharge';
      readonly caller: Caller;
      readonly refundId: string;
      readonly amount: bigint | null;
      readonly reason: RefundReason | null;
      readonly metadata: Readonly<Record<string, string>>;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'UpdateCharge';
      readonly caller: Caller;
      readonly changes: DetailsChanges;
      readonly at: Timestamp;
    }
  | { readonly type: 'ExpireAuthorization'; readonly releaseId: string; readonly at: Timestamp }
  | {
      readonly type: 'RecordAuthorization';
      readonly outcome: AuthorizationOutcome;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'RecordCapture';
      readonly captureId: string;
      readonly outcome: StepOutcome;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'RecordVoid';
      readonly refundId: string;
      readonly outcome: StepOutcome;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'RecordRefund';
      readonly refundId: string;
      readonly outcome: RefundOutcome;
      readonly at: Timestamp;
    };

/** Why a command is refused, in order of precedence. The gateway maps each to status and code. */
export const chargeRejections = [
  'not_found',
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
  'already_refunded',
  'refund_exceeds_remaining',
  'customer_already_set',
  'too_much_metadata',
  'not_expired_yet',
  'acquirer_refused',
] as const;
export type ChargeRejection = (typeof chargeRejections)[number];

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
  readonly status: StepStatus | 'pending';
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
  readonly contradictions: readonly string[];
};
export type ChargeState = { readonly status: 'none' } | Charge;

// A payment intent carries one payment to its end, over as many attempts as it takes. Each attempt
// that reaches the acquirer is a charge in the same stream (payment contract, section 1.7).
import type { Caller, Decline, RefundReason, Timestamp } from '../charge/model.js';
import type { FeeSchedule } from '../ledger/fees.js';
import type { MethodSnapshot, PaymentMethod } from '../payment-method/model.js';

export type PaymentIntentStatus =
  | 'requires_payment_method'
  | 'requires_confirmation'
  | 'requires_action'
  | 'processing'
  | 'requires_capture'
  | 'succeeded'
  | 'canceled';

export type CaptureMethod = 'automatic' | 'automatic_async' | 'manual';

/** What the merchant may change later. JSON values only, passed through. */
export type PaymentIntentDetails = {
  readonly amount: bigint;
  readonly currency: string;
  readonly customer: string | null;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly receiptEmail: string | null;
  readonly shipping: Readonly<Record<string, unknown>> | null;
  readonly statementDescriptor: string | null;
  readonly statementDescriptorSuffix: string | null;
  readonly transferGroup: string | null;
  readonly setupFutureUsage: 'off_session' | 'on_session' | null;
  readonly captureMethod: CaptureMethod;
  /** What the payer may pay with; all of `allowed_payment_method_types` if the merchant said so. */
  readonly methodTypes: readonly string[];
  readonly allowedMethodTypes: readonly string[] | null;
  readonly automaticMethods: { readonly enabled: boolean; readonly allowRedirects: string } | null;
  /** `payment_method_options`, passed through. */
  readonly methodOptions: Readonly<Record<string, unknown>> | null;
};

/** What the payer has to do next. Addresses are whole URLs of our own pages. */
export type IntentAction =
  | { readonly kind: 'redirect_3ds'; readonly url: string; readonly returnUrl: string | null }
  /** The merchant named no return address: its own page shows the challenge. */
  | { readonly kind: 'use_sdk'; readonly url: string }
  | { readonly kind: 'redirect_wallet'; readonly url: string; readonly returnUrl: string | null }
  | { readonly kind: 'qr_wechat'; readonly pagesUrl: string; readonly expiresAt: Timestamp }
  | {
      readonly kind: 'qr_fps';
      /** Tag 62-05 of the QR code; the payer's bank sends it with the credit. */
      readonly reference: string;
      readonly fpsId: string;
      readonly merchantName: string;
      readonly pagesUrl: string;
      readonly expiresAt: Timestamp;
    };

/** Why an attempt came to nothing: the `last_payment_error` or `last_setup_error` of the contract. */
export type AttemptError = Pick<Decline, 'code' | 'declineCode' | 'message' | 'param'> & {
  readonly errorType: 'card_error' | 'invalid_request_error';
  /** The declined charge; null if none was made. */
  readonly charge: string | null;
  readonly method: MethodSnapshot | null;
};

export type PaymentIntent = {
  readonly id: string;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly details: PaymentIntentDetails;
  /** What its captures will cost, by payment method; null: nothing. */
  readonly feeSchedule: FeeSchedule | null;
  readonly confirmationMethod: 'automatic' | 'manual';
  readonly status: PaymentIntentStatus;
  readonly method: MethodSnapshot | null;
  /** How often it was confirmed; attempt n's charge is `ch_<core><suffix of n>`. */
  readonly attempt: number;
  /** The confirmations taken, so that a repeated one is recognized. */
  readonly confirmIds: readonly string[];
  readonly offSession: boolean;
  /** The charge that the open action leads to; set while one is open. */
  readonly chargeId: string | null;
  readonly action: IntentAction | null;
  readonly returnUrl: string | null;
  readonly latestCharge: string | null;
  readonly lastError: AttemptError | null;
  readonly canceledAt: Timestamp | null;
  readonly cancellationReason: string | null;
  readonly createdAt: Timestamp;
};

/** Money that came in without a payment that waited for just that: it is held in suspense. */
export type UnmatchedCredit = {
  readonly creditId: string;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly amount: bigint;
  readonly currency: string;
  readonly reference: string;
  readonly bankReference: string;
  readonly cause: 'unknown' | 'short' | 'over' | 'late' | 'wrong_currency' | 'already_paid';
  readonly at: Timestamp;
};

export type PaymentIntentChanges = Partial<Omit<PaymentIntentDetails, 'metadata'>> & {
  readonly metadata?: Readonly<Record<string, string>> | null;
  readonly method?: MethodSnapshot;
};

export type PaymentIntentEvent =
  | {
      readonly type: 'PaymentIntentCreated';
      readonly intent: PaymentIntent;
      readonly at: Timestamp;
    }
  /** `previous` holds the former values of what changed. */
  | {
      readonly type: 'PaymentIntentUpdated';
      readonly details: PaymentIntentDetails;
      readonly method: MethodSnapshot | null;
      readonly previous: Partial<PaymentIntentDetails>;
      readonly at: Timestamp;
    }
  /** An attempt begins. A charge or an action follows in the same decision, or a failure. */
  | {
      readonly type: 'PaymentIntentConfirmed';
      readonly confirmId: string;
      readonly chargeId: string;
      readonly attempt: number;
      readonly details: PaymentIntentDetails;
      readonly method: MethodSnapshot;
      readonly returnUrl: string | null;
      readonly offSession: boolean;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'PaymentIntentActionRequired';
      readonly attempt: number;
      readonly action: IntentAction;
      readonly at: Timestamp;
    }
  /** The payer has done their part, and the money is on its way. */
  | { readonly type: 'PaymentIntentProcessing'; readonly attempt: number; readonly at: Timestamp }
  /** The attempt failed before any charge was made. */
  | {
      readonly type: 'PaymentIntentAttemptFailed';
      readonly attempt: number;
      readonly error: AttemptError;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'PaymentIntentCancelRequested';
      readonly reason: string | null;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'PaymentIntentCanceled';
      readonly reason: string | null;
      readonly at: Timestamp;
    }
  | { readonly type: 'CreditUnmatched'; readonly credit: UnmatchedCredit; readonly at: Timestamp };

export type PaymentIntentCommand =
  /** `intent` as it is before anything happened to it; with `confirm` the first attempt follows. */
  | {
      readonly type: 'CreatePaymentIntent';
      readonly intent: PaymentIntent;
      /** A method made on the way, kept in this stream. */
      readonly newMethod: PaymentMethod | null;
      readonly confirm: Confirmation | null;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'UpdatePaymentIntent';
      readonly caller: Caller;
      readonly changes: PaymentIntentChanges;
      readonly newMethod: PaymentMethod | null;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'ConfirmPaymentIntent';
      readonly caller: Caller;
      readonly changes: PaymentIntentChanges;
      readonly newMethod: PaymentMethod | null;
      readonly confirm: Confirmation;
      readonly at: Timestamp;
    }
  /** Without `amount`: all that is authorized. What is not captured is released. */
  | {
      readonly type: 'CapturePaymentIntent';
      readonly caller: Caller;
      readonly captureId: string;
      readonly amount: bigint | null;
      readonly releaseId: string;
      readonly changes: Pick<
        PaymentIntentChanges,
        'metadata' | 'statementDescriptor' | 'statementDescriptorSuffix'
      >;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'CancelPaymentIntent';
      readonly caller: Caller;
      /** Names the release of what was authorized. */
      readonly refundId: string;
      readonly reason: string | null;
      readonly at: Timestamp;
    }
  /** The payer passed or failed the challenge, or the wallet's page, of that attempt. */
  | {
      readonly type: 'CompleteAction';
      readonly caller: Caller;
      readonly attempt: number;
      readonly outcome: 'succeeded' | 'failed' | 'processing';
      readonly at: Timestamp;
    }
  /** A bank credit came in. It never gets lost: what does not match is `CreditUnmatched`. */
  | {
      readonly type: 'ReceiveCredit';
      readonly caller: Caller;
      readonly creditId: string;
      readonly amount: bigint;
      readonly currency: string;
      readonly reference: string;
      readonly bankReference: string;
      readonly at: Timestamp;
    }
  /** The time of a QR code is over. */
  | { readonly type: 'ExpireAction'; readonly attempt: number; readonly at: Timestamp };

/** What a confirmation brings. */
export type Confirmation = {
  readonly confirmId: string;
  /** Names the charge that this attempt makes, if it gets that far. */
  readonly chargeId: string;
  /** Names the attempt in the payer's bank transfer (FPS). */
  readonly reference: string;
  readonly returnUrl: string | null;
  readonly offSession: boolean;
  /** Fail instead of asking the payer to do something. */
  readonly errorOnRequiresAction: boolean;
  /** Where the payer's pages live: `<pagesUrl>/pages/3ds/<id>`. */
  readonly pagesUrl: string;
  /** The merchant as FPS and the pages name it. */
  readonly merchantName: string;
  readonly fpsId: string;
};

export const paymentIntentRejections = [
  'intent_not_found',
  'intent_without_method',
  'intent_state',
  'intent_amount_too_large',
  'intent_remaining_not_capturable',
  'intent_return_url_missing',
  'intent_method_of_other_customer',
  'intent_method_needs_customer',
  'intent_method_type_not_allowed',
  'intent_client_parameter',
  'action_not_open',
] as const;
export type PaymentIntentRejection = (typeof paymentIntentRejections)[number];

/** Which refund reasons a cancellation may have. */
export const cancellationReasons = [
  'duplicate',
  'fraudulent',
  'requested_by_customer',
  'abandoned',
] as const satisfies readonly (RefundReason | 'abandoned')[];

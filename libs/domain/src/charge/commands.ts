// What may be asked of a charge.
import type {
  AuthorizationOutcome,
  DetailsChanges,
  RefundOutcome,
  RefundReason,
  StepOutcome,
  Terms,
  Timestamp,
} from './model.js';

/** Who asks. A command of another merchant or mode finds nothing, as if the charge did not exist. */
export type Caller = { readonly merchantId: string; readonly livemode: boolean };

export type ChargeCommand =
  | { readonly type: 'CreateCharge'; readonly terms: Terms; readonly at: Timestamp }
  /** Without `amount`: all that is authorized. `final` releases what is not captured. */
  | {
      readonly type: 'CaptureCharge';
      readonly caller: Caller;
      /** Which charge is meant if the stream holds several; absent: the latest. */
      readonly chargeId?: string;
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
      /** Which charge is meant if the stream holds several; absent: the latest. */
      readonly chargeId?: string;
      readonly refundId: string;
      readonly amount: bigint | null;
      readonly reason: RefundReason | null;
      readonly metadata: Readonly<Record<string, string>>;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'UpdateCharge';
      readonly caller: Caller;
      /** Which charge is meant if the stream holds several; absent: the latest. */
      readonly chargeId?: string;
      readonly changes: DetailsChanges;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'UpdateRefund';
      readonly caller: Caller;
      readonly refundId: string;
      /** Merged key by key; null removes all. */
      readonly metadata: Readonly<Record<string, string>> | null;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'CancelRefund';
      readonly caller: Caller;
      readonly refundId: string;
      readonly at: Timestamp;
    }
  /** Evidence and metadata are merged key by key; empty text removes a key. */
  | {
      readonly type: 'UpdateDispute';
      readonly caller: Caller;
      readonly disputeId: string;
      readonly evidence: Readonly<Record<string, string>>;
      readonly metadata: Readonly<Record<string, string>> | null;
      readonly submit: boolean;
      readonly at: Timestamp;
    }
  /** The merchant gives a dispute up: it is lost. */
  | {
      readonly type: 'CloseDispute';
      /** Tells a repeated request from another one that comes too late. */
      readonly closeId: string;
      readonly caller: Caller;
      readonly disputeId: string;
      readonly at: Timestamp;
    }
  | { readonly type: 'AnnounceExpiry'; readonly at: Timestamp }
  | { readonly type: 'ExpireAuthorization'; readonly releaseId: string; readonly at: Timestamp }
  | {
      readonly type: 'RecordAuthorization';
      /** Whose authorization it is, if the stream holds several; absent: the latest. */
      readonly chargeId?: string;
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
    }
  | {
      readonly type: 'RecordRefundCancel';
      readonly refundId: string;
      readonly outcome: StepOutcome;
      readonly at: Timestamp;
    }
  /** The acquirer says that the payer's bank disputes the charge. */
  | {
      readonly type: 'OpenDispute';
      readonly disputeId: string;
      /** All that was captured if null. */
      readonly amount: bigint | null;
      readonly fee: bigint;
      readonly reason: string;
      readonly networkReasonCode: string;
      readonly warning: boolean;
      readonly evidenceDueBy: Timestamp;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'RecordEvidence';
      readonly disputeId: string;
      readonly submission: number;
      readonly outcome: StepOutcome;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'SettleDispute';
      readonly disputeId: string;
      readonly outcome: 'won' | 'lost' | 'warning_closed';
      readonly at: Timestamp;
    };

export type ChargeCommandOf<T extends ChargeCommand['type']> = Extract<ChargeCommand, { type: T }>;

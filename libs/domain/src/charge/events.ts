// What can have happened to a charge.
import type { Approval, ChargeDetails, Decline, RefundReason, Terms, Timestamp } from './model.js';

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
  /**
   * The merchant is owed `amount` less `fee` and `tax`; `released` of the hold is given back because it
   * was the last.
   */
  | {
      readonly type: 'ChargeCaptured';
      readonly captureId: string;
      readonly amount: bigint;
      readonly fee: bigint;
      readonly tax: bigint;
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
      /** True if it had succeeded before: the money came back from the payer's bank. */
      readonly returned?: boolean;
      readonly at: Timestamp;
    }
  /** The merchant takes a pending refund back, if the acquirer still can. */
  | { readonly type: 'RefundCancelRequested'; readonly refundId: string; readonly at: Timestamp }
  | {
      readonly type: 'RefundCanceled';
      readonly refundId: string;
      readonly amount: bigint;
      readonly at: Timestamp;
    }
  | { readonly type: 'RefundCancelFailed'; readonly refundId: string; readonly at: Timestamp }
  | {
      readonly type: 'RefundUpdated';
      readonly refundId: string;
      readonly metadata: Readonly<Record<string, string>>;
      readonly previous: Readonly<Record<string, string>>;
      readonly at: Timestamp;
    }
  /** A day is left to capture what is authorized. */
  | { readonly type: 'ChargeExpiringSoon'; readonly expiresAt: Timestamp; readonly at: Timestamp }
  /** A bank disputes the charge. An inquiry (`warning`) takes no money; a chargeback does at once. */
  | {
      readonly type: 'DisputeOpened';
      readonly disputeId: string;
      readonly amount: bigint;
      readonly fee: bigint;
      readonly reason: string;
      readonly networkReasonCode: string;
      readonly warning: boolean;
      readonly evidenceDueBy: Timestamp;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'DisputeUpdated';
      readonly disputeId: string;
      readonly evidence: Readonly<Record<string, string>>;
      readonly metadata: Readonly<Record<string, string>>;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'DisputeEvidenceSubmitted';
      readonly disputeId: string;
      readonly evidence: Readonly<Record<string, string>>;
      readonly metadata: Readonly<Record<string, string>>;
      readonly at: Timestamp;
    }
  /** The acquirer has taken the evidence in, or refused to. */
  | {
      readonly type: 'DisputeEvidenceAnswered';
      readonly disputeId: string;
      readonly submission: number;
      readonly accepted: boolean;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'DisputeClosed';
      readonly disputeId: string;
      readonly outcome: 'won' | 'lost' | 'warning_closed';
      readonly amount: bigint;
      readonly fee: bigint;
      /** The request of the merchant who gave it up; absent if the bank has decided. */
      readonly closeId?: string;
      readonly at: Timestamp;
    }
  /** `previous` holds the former values of what changed. */
  | {
      readonly type: 'ChargeUpdated';
      /** Set if it is a charge of an earlier attempt; absent: the latest. */
      readonly chargeId?: string;
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

export type ChargeEventOf<T extends ChargeEvent['type']> = Extract<ChargeEvent, { type: T }>;

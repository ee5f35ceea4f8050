// The acquirer port. What a connector must guarantee is written here and tested in conformance.ts:
//
// 1. `intentId` is an idempotency key: however often and however concurrently a call is repeated with
//    it, the acquirer acts once, and every answer for it is the same.
// 2. A plain answer (approved, done, declined, failed, pending) is only given if the acquirer gave it. All
//    else (timeout, reset, unreadable) is `unknown`, never a decline, and never a thrown error.
// 3. `lookup` asks what became of an intent. `absent` means that the acquirer has not acted on it;
//    sending the same intent again is then safe, because of 1.
// 4. Every call settles within its deadline.
// 5. What the acquirer has to say by itself (a dispute, a refund that came back) is a notice. It is
//    told again and again until it is acknowledged.
import type {
  AuthorizationOutcome,
  CardSnapshot,
  Checks,
  Decline,
  MethodType,
  RefundOutcome,
  StepOutcome,
} from '@ledgerway/domain';

/** Amounts are minor units of `currency`. */
export type AuthorizeRequest = {
  readonly intentId: string;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly amount: bigint;
  readonly currency: string;
  readonly method: MethodType;
  /** Null unless the method is a card. */
  readonly card: CardSnapshot | null;
  /** The payer has passed 3-D Secure for this payment. */
  readonly authenticated: boolean;
  /** The payer is not there. */
  readonly offSession: boolean;
  /** Of the credit that paid already: FPS only. */
  readonly bankReference: string | null;
  /** True: authorize and capture in one step (a sale). */
  readonly capture: boolean;
};

/** A step on an earlier authorization, named by the intent that made it. */
export type StepRequest = {
  readonly intentId: string;
  readonly authorizationIntentId: string;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly amount: bigint;
  readonly currency: string;
};

/** Takes a refund back that is still pending, named by the intent that asked for it. */
export type CancelRefundRequest = StepRequest & { readonly refundIntentId: string };

/** A merchant's answer to the open dispute on an authorization. */
export type EvidenceRequest = StepRequest & {
  readonly evidence: Readonly<Record<string, string>>;
};

/** Is this card good? Nothing is charged and nothing is kept, so it may be asked again freely. */
export type VerifyRequest = {
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly card: CardSnapshot;
};
export type Verification =
  | { readonly kind: 'approved'; readonly checks: Checks }
  | { readonly kind: 'declined'; readonly decline: Decline }
  | { readonly kind: 'unknown' };

/** `authorizationIntentId` names the charge that a notice is about. Times are ms since the epoch. */
export type Notice = {
  readonly noticeId: string;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly authorizationIntentId: string;
} & (
  | {
      readonly kind: 'dispute_opened';
      readonly disputeReference: string;
      /** Minor units; all that was captured if null. */
      readonly amount: bigint | null;
      readonly fee: bigint;
      readonly reason: string;
      readonly networkReasonCode: string;
      /** An inquiry: no money is taken yet. */
      readonly warning: boolean;
      readonly evidenceDueBy: number;
    }
  | {
      readonly kind: 'dispute_closed';
      readonly disputeReference: string;
      readonly outcome: 'won' | 'lost' | 'warning_closed';
    }
  /** A refund that had succeeded came back from the payer's bank. */
  | { readonly kind: 'refund_returned'; readonly refundIntentId: string; readonly failure: string }
);

export type LookupAnswer =
  | { readonly kind: 'authorization'; readonly outcome: AuthorizationOutcome }
  | { readonly kind: 'step'; readonly outcome: RefundOutcome }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' };

export interface AcquirerConnector {
  /** The acquirer's name in the ledger: `acquirer_receivable:<name>`. */
  readonly name: string;
  authorize(request: AuthorizeRequest, deadlineMs: number): Promise<AuthorizationOutcome>;
  /** `final`: what is not captured of the authorization is released. */
  capture(request: StepRequest & { final: boolean }, deadlineMs: number): Promise<StepOutcome>;
  void(request: StepRequest, deadlineMs: number): Promise<StepOutcome>;
  refund(request: StepRequest, deadlineMs: number): Promise<RefundOutcome>;
  cancelRefund(request: CancelRefundRequest, deadlineMs: number): Promise<StepOutcome>;
  submitEvidence(request: EvidenceRequest, deadlineMs: number): Promise<StepOutcome>;
  verify(request: VerifyRequest, deadlineMs: number): Promise<Verification>;
  lookup(intentId: string, deadlineMs: number): Promise<LookupAnswer>;
  /** What is not acknowledged yet, oldest first, at most `limit`. */
  notices(limit: number): Promise<Notice[]>;
  acknowledge(noticeIds: readonly string[]): Promise<void>;
}

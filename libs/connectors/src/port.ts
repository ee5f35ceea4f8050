// The acquirer port. What a connector must guarantee is written here and tested in conformance.ts:
//
// 1. `intentId` is an idempotency key: however often and however concurrently a call is repeated with
//    it, the acquirer acts once, and every answer for it is the same.
// 2. A plain answer (approved, done, declined, failed, pending) is only given if the acquirer gave it. All
//    else (timeout, reset, unreadable) is `unknown`, never a decline, and never a thrown error.
// 3. `lookup` asks what became of an intent. `absent` means that the acquirer has not acted on it;
//    sending the same intent again is then safe, because of 1.
// 4. Every call settles within its deadline.
import type {
  AuthorizationOutcome,
  CardSnapshot,
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
  readonly card: CardSnapshot;
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
  lookup(intentId: string, deadlineMs: number): Promise<LookupAnswer>;
}

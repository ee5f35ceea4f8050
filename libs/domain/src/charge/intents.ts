// What a charge still has to ask its acquirer. An intent is committed as an event before the call,
// so after a crash the open intents of a stream say exactly what must be asked again.
import type { Charge, ChargeState, DisputeStatus } from './model.js';

/** `intentId` is the acquirer's idempotency key. Amounts are minor units of the charge's currency. */
export type Intent =
  | {
      readonly kind: 'authorize';
      readonly intentId: string;
      readonly amount: bigint;
      readonly capture: boolean;
      readonly unknown: boolean;
    }
  | {
      readonly kind: 'capture';
      readonly intentId: string;
      readonly amount: bigint;
      readonly final: boolean;
      readonly unknown: boolean;
    }
  | { readonly kind: 'void'; readonly intentId: string; readonly unknown: boolean }
  | {
      readonly kind: 'refund';
      readonly intentId: string;
      readonly amount: bigint;
      readonly unknown: boolean;
      readonly pending: boolean;
    }
  /** `intentId` names the cancellation, `refundId` the refund it takes back. */
  | {
      readonly kind: 'cancel_refund';
      readonly intentId: string;
      readonly refundId: string;
      readonly amount: bigint;
      readonly unknown: boolean;
    }
  /** `intentId` names this submission of evidence. */
  | {
      readonly kind: 'evidence';
      readonly intentId: string;
      readonly disputeId: string;
      readonly submission: number;
      readonly evidence: Readonly<Record<string, string>>;
      readonly amount: bigint;
      readonly unknown: boolean;
    };

/** The questions of this charge that have no final answer yet, oldest first. */
export function openIntents(state: ChargeState): Intent[] {
  if (state.status === 'none') return [];
  return [
    ...authorization(state),
    ...captures(state),
    ...voiding(state),
    ...refunds(state),
    ...refundCancels(state),
    ...evidence(state),
  ];
}

function authorization({ status, terms }: Charge): Intent[] {
  if (status !== 'requested' && status !== 'unknown') return [];
  return [
    {
      kind: 'authorize',
      intentId: terms.chargeId,
      amount: terms.amount,
      capture: terms.capture === 'automatic',
      unknown: status === 'unknown',
    },
  ];
}

const captures = (charge: Charge): Intent[] =>
  charge.captures
    .filter(({ status }) => status === 'requested' || status === 'unknown')
    .map(({ captureId, amount, final, status }) => ({
      kind: 'capture',
      intentId: captureId,
      amount,
      final,
      unknown: status === 'unknown',
    }));

const voiding = ({ pendingVoid }: Charge): Intent[] =>
  pendingVoid === null
    ? []
    : [{ kind: 'void', intentId: pendingVoid.refundId, unknown: pendingVoid.status === 'unknown' }];

const refunds = (charge: Charge): Intent[] =>
  charge.refunds
    .filter(({ status }) => status === 'requested' || status === 'unknown' || status === 'pending')
    .map(({ refundId, amount, status }) => ({
      kind: 'refund',
      intentId: refundId,
      amount,
      unknown: status === 'unknown',
      pending: status === 'pending',
    }));

// The refund itself is not asked about meanwhile: one of the two answers would overtake the other.
const refundCancels = (charge: Charge): Intent[] =>
  charge.refunds
    .filter(({ status }) => status === 'cancel_requested')
    .map(({ refundId, amount }) => ({
      kind: 'cancel_refund',
      intentId: `${refundId}_cancel`,
      refundId,
      amount,
      unknown: false,
    }));

const evidence = (charge: Charge): Intent[] =>
  charge.disputes
    .filter(({ status, submissions, answered }) => isReviewed(status) && answered < submissions)
    .map(({ disputeId, submissions, amount, evidence: texts }) => ({
      kind: 'evidence',
      intentId: `${disputeId}_${submissions}`,
      disputeId,
      submission: submissions,
      amount,
      evidence: texts,
      unknown: false,
    }));

const isReviewed = (status: DisputeStatus) =>
  status === 'under_review' || status === 'warning_under_review';

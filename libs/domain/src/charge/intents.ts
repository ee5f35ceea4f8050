// What a charge still has to ask its acquirer. An intent is committed as an event before the call,
// so after a crash the open intents of a stream say exactly what must be asked again.
import type { Charge, ChargeState } from './model.js';

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
    };

/** The questions of this charge that have no final answer yet, oldest first. */
export function openIntents(state: ChargeState): Intent[] {
  if (state.status === 'none') return [];
  return [...authorization(state), ...captures(state), ...voiding(state), ...refunds(state)];
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

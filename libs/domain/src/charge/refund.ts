// What is decided when somebody wants money given back: a refund of what was captured, or a void of
// what was not.
import { accept, reject } from '../decision.js';
import { refundableAmount } from './amounts.js';
import { isDisputed } from './dispute.js';
import { isSame } from '../changes.js';
import { mergeMetadata, outgrows } from '../metadata.js';
import type { Charge, ChargeCommandOf, ChargeDecision } from './model.js';
import { refusalOf } from './progress.js';

export type VoidStep = Pick<
  ChargeCommandOf<'RefundCharge'>,
  'refundId' | 'reason' | 'metadata' | 'at'
>;

/** A merchant refunds a charge. One that an intent holds uncaptured is the intent's to cancel. */
export function decideRefund(
  command: ChargeCommandOf<'RefundCharge'>,
  charge: Charge,
): ChargeDecision {
  const { refundId, reason, metadata, at } = command;
  if (charge.status === 'authorized' && charge.terms.paymentIntent !== null)
    return reject('owned_by_intent');
  const earlier = charge.refunds.find((one) => one.refundId === refundId);
  if (earlier !== undefined)
    return command.amount === null || command.amount === earlier.amount
      ? accept()
      : reject('key_reused');
  if (isVoidedBy(refundId, charge)) return accept();
  if (command.amount !== null && command.amount <= 0n) return reject('invalid_amount');
  const refusal = refusalOf(charge);
  if (refusal !== undefined) return reject(refusal);
  if (charge.status === 'authorized') {
    const whole = command.amount === null || command.amount === charge.authorizedAmount;
    return whole ? decideVoid(command, charge) : reject('partial_void');
  }
  if (isDisputed(charge)) return reject('charge_disputed');
  const remaining = refundableAmount(charge);
  if (remaining === 0n) return reject('already_refunded');
  const amount = command.amount ?? remaining;
  if (amount > remaining) return reject('refund_exceeds_remaining');
  return accept({ type: 'RefundRequested', refundId, amount, reason, metadata, at });
}

/** Gives a whole hold back, whoever may: it is not asked here whether an intent owns it. */
export function decideVoid(step: VoidStep, charge: Charge): ChargeDecision {
  const { refundId, reason, metadata, at } = step;
  if (isVoidedBy(refundId, charge)) return accept();
  const refusal = refusalOf(charge);
  if (refusal !== undefined) return reject(refusal);
  if (charge.status === 'captured') return reject('already_captured');
  if (charge.captures.some((one) => one.status === 'done')) return reject('partial_void');
  return accept({ type: 'VoidRequested', refundId, reason, metadata, at });
}

const isVoidedBy = (refundId: string, { pendingVoid, releases }: Charge) =>
  pendingVoid?.refundId === refundId || releases.some((release) => release.refundId === refundId);

/** Whatever shows as a refund has metadata of its own: also a void that is done. */
export function updateRefund(
  command: ChargeCommandOf<'UpdateRefund'>,
  charge: Charge,
): ChargeDecision {
  const { refundId, at } = command;
  const refund = [...charge.refunds, ...charge.releases].find((one) => one.refundId === refundId);
  if (refund === undefined) return reject('not_found');
  const previous = refund.metadata;
  const metadata = mergeMetadata(previous, command.metadata);
  if (outgrows(previous, metadata)) return reject('too_much_metadata');
  if (isSame({ metadata: previous }, { metadata })) return accept();
  return accept({ type: 'RefundUpdated', refundId, metadata, previous, at });
}

/** Only what the acquirer still holds back can be taken back: a refund that is pending there. */
export function cancelRefund(
  { refundId, at }: ChargeCommandOf<'CancelRefund'>,
  charge: Charge,
): ChargeDecision {
  const refund = charge.refunds.find((one) => one.refundId === refundId);
  if (refund === undefined)
    return reject(isVoidedBy(refundId, charge) ? 'refund_not_cancelable' : 'not_found');
  switch (refund.status) {
    case 'cancel_requested':
    case 'canceled':
      return accept();
    case 'requested':
    case 'unknown':
      return reject('step_in_progress');
    case 'pending':
      return accept({ type: 'RefundCancelRequested', refundId, at });
    case 'done':
    case 'failed':
      return reject('refund_not_cancelable');
  }
}

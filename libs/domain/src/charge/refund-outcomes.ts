// What a charge makes of an acquirer's answer about a refund.
import { accept, reject } from '../decision.js';
import { contradiction } from './contradiction.js';
import type { Charge, ChargeCommandOf, ChargeDecision } from './model.js';
import { isUnderWay } from './progress.js';

export function recordRefund(
  { refundId, outcome, at }: ChargeCommandOf<'RecordRefund'>,
  charge: Charge,
): ChargeDecision {
  const refund = charge.refunds.find((one) => one.refundId === refundId);
  if (refund === undefined) return reject('not_found');
  const { amount, status } = refund;
  switch (outcome.kind) {
    case 'unknown':
      return status === 'requested' ? accept({ type: 'RefundUnknown', refundId, at }) : accept();
    case 'pending':
      return isUnderWay(refund) ? accept({ type: 'RefundPending', refundId, at }) : accept();
    case 'failed': {
      if (status === 'failed' || status === 'canceled') return accept();
      const { failure } = outcome;
      // The payer's bank may send the money back long after it had taken it: an account was closed.
      const returned = status === 'done' && { returned: true };
      return accept({ type: 'RefundFailed', refundId, amount, failure, ...returned, at });
    }
    case 'done': {
      if (status === 'done') return accept();
      if (status === 'failed' || status === 'canceled')
        return contradiction(charge, refundId, status, 'done', at);
      const { acquirerReference } = outcome;
      return accept({ type: 'RefundSucceeded', refundId, amount, acquirerReference, at });
    }
  }
}

/** What became of the wish to take a refund back. The refund's own answer may have come first. */
export function recordRefundCancel(
  { refundId, outcome, at }: ChargeCommandOf<'RecordRefundCancel'>,
  charge: Charge,
): ChargeDecision {
  const refund = charge.refunds.find((one) => one.refundId === refundId);
  if (refund === undefined) return reject('not_found');
  const { amount, status } = refund;
  if (outcome.kind === 'unknown') return accept();
  if (status === 'cancel_requested')
    return accept(
      outcome.kind === 'done'
        ? { type: 'RefundCanceled', refundId, amount, at }
        : { type: 'RefundCancelFailed', refundId, at },
    );
  const tookPlace = status === 'done' || status === 'pending';
  if (outcome.kind === 'failed' ? status !== 'canceled' : !tookPlace) return accept();
  return contradiction(charge, refundId, status, `cancel_${outcome.kind}`, at);
}

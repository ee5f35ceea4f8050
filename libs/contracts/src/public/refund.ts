// Refunds as the public API shows them. A part of a hold that was given back (a void, an expiry, a
// short capture) is a refund too, though no money moved and no balance transaction exists.
import type { Charge, Refund, Release } from '@ledgerway/domain';
import { balanceTransactionIdOf } from '../ids.js';
import { publicAmount, publicTime } from './amount.js';

export type PublicRefund = NonNullable<ReturnType<typeof renderRefund>>;

/** The ids of everything that shows as a refund of this charge, newest first. */
export const refundIdsOf = (charge: Charge): string[] =>
  // Releases come first in time: what ends a hold precedes every refund of what was captured.
  [...charge.releases, ...charge.refunds].map(({ refundId }) => refundId).reverse();

/** The refund of that id; none if this charge has no such refund. */
export function renderRefund(charge: Charge, refundId: string) {
  const refund = charge.refunds.find((one) => one.refundId === refundId);
  if (refund !== undefined) return moneyBack(charge, refund);
  const release = charge.releases.find((one) => one.refundId === refundId);
  return release && holdReleased(charge, release);
}

const publicStatus = {
  requested: 'pending',
  unknown: 'pending',
  pending: 'pending',
  cancel_requested: 'pending',
  done: 'succeeded',
  failed: 'failed',
  canceled: 'canceled',
} as const satisfies Record<Refund['status'], string>;

function moneyBack(charge: Charge, refund: Refund) {
  const status = publicStatus[refund.status];
  return {
    ...opening(charge, refund, balanceTransactionIdOf(refund.refundId)),
    destination_details: renderDestination(charge, 'refund'),
    ...((status === 'failed' || status === 'canceled') && {
      failure_balance_transaction: balanceTransactionIdOf(refund.refundId, true),
      failure_reason: status === 'canceled' ? 'merchant_request' : (refund.failure ?? 'unknown'),
    }),
    ...closing(charge, refund),
    ...(status === 'pending' && { pending_reason: 'processing' }),
    reason: refund.reason,
    ...tail,
    status,
    transfer_reversal: null,
  };
}

function holdReleased(charge: Charge, release: Release) {
  return {
    ...opening(charge, release, null),
    destination_details: renderDestination(charge, 'reversal'),
    ...closing(charge, release),
    reason: release.cause === 'expiry' ? ('expired_uncaptured_charge' as const) : release.reason,
    ...tail,
    status: 'succeeded' as const,
    transfer_reversal: null,
  };
}

const opening = (charge: Charge, of: Refund | Release, balanceTransaction: string | null) => ({
  id: of.refundId,
  object: 'refund' as const,
  amount: publicAmount(of.amount),
  balance_transaction: balanceTransaction,
  charge: charge.terms.chargeId,
  created: publicTime(of.at),
  currency: charge.terms.currency,
  customer: charge.details.customer,
  customer_account: null,
});

const closing = (charge: Charge, of: Refund | Release) => ({
  metadata: of.metadata,
  payment_intent: charge.terms.paymentIntent,
  payment_method: charge.terms.paymentMethod,
});

/** Where the money goes: back the way it came. */
function renderDestination({ terms: { method } }: Charge, cardType: 'refund' | 'reversal') {
  return {
    ...(method === 'alipay' && { alipay: {} }),
    ...(method === 'card' && { card: { type: cardType } }),
    ...(method === 'fps' && { fps: {} }),
    type: method,
    ...(method === 'wechat_pay' && { wechat_pay: {} }),
  };
}

const tail = { receipt_number: null, source_transfer_reversal: null };

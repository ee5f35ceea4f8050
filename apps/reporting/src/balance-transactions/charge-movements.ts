// What charges do to a merchant's balance: captures, refunds and what comes back of them, disputes.
import {
  balanceTransactionIdOf,
  captureBalanceTransactionId,
  disputeTransactions,
} from '@ledgerway/contracts';
import { capturedFundsAvailableAt, type Charge, type ChargeEventOf } from '@ledgerway/domain';
import type { ProjectedEvent } from '../projection/projected-event.js';
import type { Movement } from './balance-transaction-rows.js';

/** At most one; `charge` is the one that the event is about, as it is after the event. */
export function chargeMovement(
  event: ProjectedEvent['event'],
  charge: Charge | null,
): readonly Movement[] {
  const movement = charge === null ? undefined : movementOf(event, charge);
  return movement === undefined ? [] : [movement];
}

function movementOf(event: ProjectedEvent['event'], charge: Charge): Movement | undefined {
  switch (event.type) {
    case 'ChargeCaptured':
      return captureOf(event, charge);
    case 'RefundRequested':
      return refundOf(event, charge);
    case 'RefundFailed':
    case 'RefundCanceled':
      return refundReversalOf(event, charge);
    case 'DisputeOpened':
      return event.warning ? undefined : disputeOf(event, charge);
    case 'DisputeClosed':
      return event.outcome === 'won' ? disputeOf(event, charge) : undefined;
    default:
      return undefined;
  }
}

const isCard = ({ terms }: Charge): boolean => terms.method === 'card';

const about = ({ terms, details }: Charge) => ({
  currency: terms.currency,
  description: details.description,
  exchangeRate: null,
});
const free = { fee: 0n, tax: 0n };

const captureOf = (event: ChargeEventOf<'ChargeCaptured'>, charge: Charge): Movement => ({
  ...about(charge),
  id: captureBalanceTransactionId(charge.terms.chargeId, event.captureId),
  type: isCard(charge) ? 'charge' : 'payment',
  amount: event.amount,
  fee: event.fee + event.tax,
  tax: event.tax,
  source: charge.terms.chargeId,
  availableMs: capturedFundsAvailableAt(charge.terms, event.at) ?? event.at,
});

const refundOf = (
  { refundId, amount, at }: ChargeEventOf<'RefundRequested'>,
  charge: Charge,
): Movement => ({
  ...about(charge),
  ...free,
  id: balanceTransactionIdOf(refundId),
  type: isCard(charge) ? 'refund' : 'payment_refund',
  amount: -amount,
  source: refundId,
  availableMs: at,
});

const refundReversalOf = (
  { refundId, amount, at }: ChargeEventOf<'RefundFailed' | 'RefundCanceled'>,
  charge: Charge,
): Movement => ({
  ...about(charge),
  ...free,
  id: balanceTransactionIdOf(refundId, true),
  type: 'refund_failure',
  amount,
  source: refundId,
  availableMs: at,
});

/** The last row that the dispute has made so far: the contract says how they look. */
function disputeOf(
  { disputeId, at }: ChargeEventOf<'DisputeOpened' | 'DisputeClosed'>,
  charge: Charge,
): Movement | undefined {
  const dispute = charge.disputes.find((one) => one.disputeId === disputeId);
  const made = dispute && disputeTransactions(charge, dispute, at).at(-1);
  if (made === undefined) return undefined;
  const { id, type, amount, fee, source, description } = made;
  return {
    ...about(charge),
    ...{ id, type, source, description, availableMs: at },
    amount: BigInt(amount),
    fee: BigInt(fee),
    tax: 0n,
  };
}

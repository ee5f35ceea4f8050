// The merchant's statement: a row for each capture and refund, for what comes back of a refund, and
// for what a dispute takes and gives back. The net amounts of a merchant's rows add up to what is
// available and pending, per currency.
import {
  balanceTransactionIdOf,
  captureBalanceTransactionId,
  disputeTransactions,
  sandboxCard,
  type BalanceTransactionType,
} from '@ledgerway/contracts';
import type { Charge, ChargeEventOf } from '@ledgerway/domain';
import type { ProjectedEvent } from '../projection/projected-event.js';
import { RowTable } from '../projection/row-table.js';

/** Captured money becomes available this long after the capture (payment contract, §1.10). */
export const availableAfterMs = 7 * 24 * 60 * 60 * 1000;

/** Amounts are minor units of `currency`; the merchant's gain is positive. */
export type BalanceTransactionRow = {
  readonly id: string;
  readonly partition: number;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly createdMs: number;
  readonly availableMs: number;
  readonly type: BalanceTransactionType;
  readonly amount: bigint;
  readonly fee: bigint;
  readonly currency: string;
  readonly source: string;
  readonly description: string | null;
};

type Movement = Omit<
  BalanceTransactionRow,
  'partition' | 'merchantId' | 'livemode' | 'createdMs' | 'currency'
>;

function rowOf(projected: ProjectedEvent): BalanceTransactionRow | undefined {
  const { event, charge, partition } = projected;
  const movement = charge === null ? undefined : movementOf(event, charge);
  if (charge === null || movement === undefined) return undefined;
  const { merchantId, livemode, currency } = charge.terms;
  return { ...movement, partition, merchantId, livemode, createdMs: event.at, currency };
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
/** Nothing but a dispute costs a fee yet. */
const free = (charge: Charge) => ({ fee: 0n, description: charge.details.description });

const bypassingCard = sandboxCard('tok_bypassPending')?.fingerprint;

function captureOf(event: ChargeEventOf<'ChargeCaptured'>, charge: Charge): Movement {
  const { chargeId, card, livemode } = charge.terms;
  // What is paid with this test card can be spent at once.
  const isHeld = livemode || card?.fingerprint !== bypassingCard;
  return {
    ...free(charge),
    id: captureBalanceTransactionId(chargeId, event.captureId),
    type: isCard(charge) ? 'charge' : 'payment',
    amount: event.amount,
    source: chargeId,
    availableMs: event.at + (isHeld ? availableAfterMs : 0),
  };
}

const refundOf = (
  { refundId, amount, at }: ChargeEventOf<'RefundRequested'>,
  charge: Charge,
): Movement => ({
  ...free(charge),
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
  ...free(charge),
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
    ...{ id, type, source, description, availableMs: at },
    amount: BigInt(amount),
    fee: BigInt(fee),
  };
}

export const balanceTransactions = new RowTable<BalanceTransactionRow>({
  name: 'balance_transactions',
  columns: {
    id: 'text',
    partition: 'smallint',
    merchantId: 'text',
    livemode: 'boolean',
    createdMs: 'time',
    availableMs: 'time',
    type: 'text',
    amount: 'bigint',
    fee: 'bigint',
    currency: 'text',
    source: 'text',
    description: 'text',
  },
  rowOf,
});

// Payouts as the public API shows them.
import type { Payout } from '@ledgerway/domain';
import { balanceTransactionIdOf } from '../ids.js';
import { publicAmount, publicTime } from './amount.js';

export type PublicPayout = ReturnType<typeof renderPayout>;

/** The `payout` object. The transactions of one that pays everything available can be listed. */
export function renderPayout(payout: Payout, livemode: boolean) {
  const { id, status, failure } = payout;
  const gaveBack = status === 'failed' || status === 'canceled';
  return {
    id,
    object: 'payout' as const,
    amount: publicAmount(payout.amount),
    application_fee: null,
    application_fee_amount: null,
    arrival_date: publicTime(payout.arrivalAt),
    automatic: payout.automatic,
    balance_transaction: balanceTransactionIdOf(id),
    created: publicTime(payout.createdAt),
    currency: payout.currency,
    description: payout.description,
    destination: null,
    failure_balance_transaction: gaveBack ? balanceTransactionIdOf(id, true) : null,
    failure_code: failure?.code ?? null,
    failure_message: failure?.message ?? null,
    livemode,
    metadata: payout.metadata,
    method: 'standard',
    original_payout: payout.originalPayout,
    payout_method: null,
    reconciliation_status: payout.sweeping ? 'completed' : 'not_applicable',
    reversed_by: payout.reversedBy,
    source_type: 'card',
    statement_descriptor: payout.statementDescriptor,
    status,
    trace_id: null,
    type: 'bank_account' as const,
  };
}

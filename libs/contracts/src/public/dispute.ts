// A dispute of a charge as the public API shows it. Its two balance transactions follow from it: the
// bank takes amount and fee when it disputes, and gives both back if the merchant wins.
import { refundableAmount, type Charge, type Dispute, type Timestamp } from '@ledgerway/domain';
import { balanceTransactionIdOf } from '../ids.js';
import type { BalanceTransactionJson } from '../queries/reporting.js';
import { publicAmount, publicTime } from './amount.js';
import { renderBalanceTransaction } from './balance-transaction.js';

export type PublicDispute = NonNullable<ReturnType<typeof renderDispute>>;

export type DisputeView = {
  /** The time to say whether the answer is overdue; without it, nothing is. */
  readonly now?: Timestamp;
  /** Its rows as reporting has them; without them, those that follow from the dispute. */
  readonly transactions?: readonly BalanceTransactionJson[];
};

/** The `dispute` object; none if this charge has no such dispute. */
export function renderDispute(charge: Charge, disputeId: string, view: DisputeView = {}) {
  const dispute = charge.disputes.find((one) => one.disputeId === disputeId);
  if (dispute === undefined) return undefined;
  const transactions = view.transactions ?? disputeTransactions(charge, dispute, dispute.at);
  return {
    id: dispute.disputeId,
    object: 'dispute' as const,
    amount: publicAmount(dispute.amount),
    balance_transactions: transactions.map(renderBalanceTransaction),
    charge: charge.terms.chargeId,
    created: publicTime(dispute.at),
    currency: charge.terms.currency,
    enhanced_eligibility_types: [],
    evidence: renderEvidence(dispute),
    evidence_details: renderEvidenceDetails(dispute, view.now),
    intended_submission_method: null,
    is_charge_refundable: isRefundable(charge, dispute),
    livemode: charge.terms.livemode,
    metadata: dispute.metadata,
    network_reason_code: dispute.networkReasonCode,
    payment_intent: charge.terms.paymentIntent,
    ...(charge.terms.card && {
      payment_method_details: renderDetails(dispute, charge.terms.card.brand),
    }),
    reason: dispute.reason,
    status: dispute.status,
  };
}

const isWarning = ({ status }: Dispute): boolean => status.startsWith('warning');

/** An inquiry or a dispute that was won leaves the merchant free to refund. */
const isRefundable = (charge: Charge, dispute: Dispute): boolean =>
  (isWarning(dispute) || dispute.status === 'won') && refundableAmount(charge) > 0n;

/** What a merchant may say, in the names of the public API. */
export const evidenceFields = [
  'access_activity_log',
  'billing_address',
  'cancellation_policy',
  'cancellation_policy_disclosure',
  'cancellation_rebuttal',
  'customer_communication',
  'customer_email_address',
  'customer_name',
  'customer_purchase_ip',
  'customer_signature',
  'duplicate_charge_documentation',
  'duplicate_charge_explanation',
  'duplicate_charge_id',
  'product_description',
  'receipt',
  'refund_policy',
  'refund_policy_disclosure',
  'refund_refusal_explanation',
  'service_date',
  'service_documentation',
  'shipping_address',
  'shipping_carrier',
  'shipping_date',
  'shipping_documentation',
  'shipping_tracking_number',
  'uncategorized_file',
  'uncategorized_text',
] as const;
export type EvidenceField = (typeof evidenceFields)[number];

function renderEvidence({ evidence }: Dispute) {
  const given = evidenceFields.map((field) => [field, evidence[field] ?? null]);
  const fields = Object.fromEntries(given) as Record<EvidenceField, string | null>;
  return { ...fields, enhanced_evidence: {} };
}

function renderEvidenceDetails(dispute: Dispute, now: Timestamp | undefined) {
  const { status, evidence, evidenceDueBy, submissions } = dispute;
  const awaited = status === 'needs_response' || status === 'warning_needs_response';
  return {
    due_by: publicTime(evidenceDueBy),
    enhanced_eligibility: {},
    has_evidence: Object.keys(evidence).length > 0,
    past_due: awaited && now !== undefined && now > evidenceDueBy,
    submission_count: submissions,
    submission_method: submissions > 0 ? ('manual' as const) : ('not_submitted' as const),
  };
}

const renderDetails = (dispute: Dispute, brand: string) => ({
  card: {
    brand,
    case_type: isWarning(dispute) ? ('inquiry' as const) : ('chargeback' as const),
    network: brand,
    network_reason_code: dispute.networkReasonCode,
  },
  type: 'card' as const,
});

/** The rows that a dispute has put into the balance so far; `closedAt` dates the second one. */
export function disputeTransactions(
  charge: Charge,
  dispute: Dispute,
  closedAt: Timestamp,
): BalanceTransactionJson[] {
  if (isWarning(dispute)) return [];
  const taken = transactionOf(charge, dispute, { reversal: false, at: dispute.at });
  if (dispute.status !== 'won') return [taken];
  return [taken, transactionOf(charge, dispute, { reversal: true, at: closedAt })];
}

function transactionOf(
  { terms }: Charge,
  { disputeId, amount, fee }: Dispute,
  { reversal, at }: { readonly reversal: boolean; readonly at: Timestamp },
): BalanceTransactionJson {
  const sign = reversal ? 1n : -1n;
  return {
    id: balanceTransactionIdOf(disputeId, reversal),
    amount: String(sign * amount),
    fee: String(-sign * fee),
    tax: '0',
    net: String(sign * (amount + fee)),
    currency: terms.currency,
    type: 'adjustment',
    source: disputeId,
    description: `Chargeback ${reversal ? 'reversal' : 'withdrawal'} for ${terms.chargeId}`,
    exchangeRate: null,
    status: 'available',
    created: publicTime(at),
    availableOn: publicTime(at),
  };
}

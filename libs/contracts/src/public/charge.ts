// The charge as the public API shows it: every field, nulls included, always in this order, since a
// replayed answer must be the same byte for byte.
import {
  capturedAmount,
  refundedAmount,
  releasedAmount,
  saleCaptureId,
  type Charge,
} from '@ledgerway/domain';
import { balanceTransactionIdOf } from '../ids.js';
import { renderBillingDetails, renderShipping } from './address.js';
import { publicAmount, publicTime } from './amount.js';
import { renderCard } from './card.js';
import { renderList } from './list.js';
import { renderOutcome, renderPaymentMethodDetails } from './payment-method-details.js';
import { refundIdsOf, renderRefund, type PublicRefund } from './refund.js';

export type PublicCharge = ReturnType<typeof renderCharge>;

/** The `charge` object. `expandRefunds` adds its newest refunds, as `expand[]=refunds` asks for. */
export function renderCharge(charge: Charge, options: { expandRefunds?: boolean } = {}) {
  const { terms, details, decline } = charge;
  const amountRefunded = refundedAmount(charge) + releasedAmount(charge);
  const status = publicStatus(charge);
  return {
    id: terms.chargeId,
    object: 'charge' as const,
    amount: publicAmount(terms.amount),
    amount_captured: publicAmount(capturedAmount(charge)),
    amount_refunded: publicAmount(amountRefunded),
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: chargeBalanceTransaction(charge),
    billing_details: renderBillingDetails(terms.billing, terms.card?.name ?? null),
    calculated_statement_descriptor: renderDescriptor(charge),
    captured: charge.status === 'captured',
    created: publicTime(charge.createdAt),
    currency: terms.currency,
    customer: details.customer,
    description: details.description,
    disputed: charge.disputes.length > 0,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: details.fraudDetails,
    livemode: terms.livemode,
    metadata: details.metadata,
    on_behalf_of: null,
    outcome: renderOutcome(charge),
    paid: status === 'succeeded',
    payment_intent: terms.paymentIntent,
    payment_method: terms.paymentMethod,
    payment_method_details: renderPaymentMethodDetails(charge),
    receipt_email: details.receiptEmail,
    receipt_number: null,
    receipt_url: null,
    refunded: amountRefunded === terms.amount,
    ...(options.expandRefunds === true && { refunds: renderRefunds(charge) }),
    review: null,
    shipping: renderShipping(details.shipping),
    source: renderChargedSource(charge),
    source_transfer: null,
    statement_descriptor: details.statementDescriptor,
    statement_descriptor_suffix: details.statementDescriptorSuffix,
    status,
    transfer_data: null,
    transfer_group: details.transferGroup,
  };
}

function publicStatus({ status }: Charge): 'pending' | 'succeeded' | 'failed' {
  if (status === 'requested' || status === 'unknown') return 'pending';
  return status === 'declined' ? 'failed' : 'succeeded';
}

/** The balance transaction of a capture; that of a sale is named by the charge itself. */
export const captureBalanceTransactionId = (chargeId: string, captureId: string): string =>
  balanceTransactionIdOf(captureId === saleCaptureId ? chargeId : captureId);

function chargeBalanceTransaction({ terms, captures }: Charge): string | null {
  const first = captures.find((capture) => capture.status === 'done');
  return first === undefined ? null : captureBalanceTransactionId(terms.chargeId, first.captureId);
}

/** The card of a charge made in the older way; payment intents charge a payment method instead. */
function renderChargedSource({ terms, details, approval }: Charge) {
  const { card, paymentMethod, billing, paymentIntent } = terms;
  if (card === null || paymentIntent !== null) return null;
  const checks = approval?.checks ?? null;
  const id = paymentMethod ?? card.id;
  return renderCard({ ...card, id }, { customer: details.customer, billing, checks });
}

function renderDescriptor({ details }: Charge): string | null {
  const { statementDescriptor: whole, statementDescriptorSuffix: suffix } = details;
  if (suffix === null) return whole;
  return whole === null ? suffix : `${whole}* ${suffix}`.slice(0, 22);
}

/** As many refunds as an expanded charge carries; the rest is behind the list's own address. */
const expandedRefunds = 10;

function renderRefunds(charge: Charge) {
  const ids = refundIdsOf(charge);
  const newest = ids.slice(0, expandedRefunds);
  const data = newest.map((id) => renderRefund(charge, id) as PublicRefund);
  const url = `/v1/charges/${charge.terms.chargeId}/refunds`;
  return renderList(url, data, ids.length > newest.length);
}

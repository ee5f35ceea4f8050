import type {
  BalanceJson,
  BalanceTransactionJson,
  BalanceTransactionType,
} from '../queries/reporting.js';
import { publicAmount } from './amount.js';

export type PublicBalanceTransaction = ReturnType<typeof renderBalanceTransaction>;

/** The `balance_transaction` object; `net` is `amount` less `fee`. */
export function renderBalanceTransaction(row: BalanceTransactionJson) {
  const fee = publicAmount(row.fee);
  return {
    id: row.id,
    object: 'balance_transaction' as const,
    amount: publicAmount(row.amount),
    available_on: row.availableOn,
    balance_type: 'payments' as const,
    created: row.created,
    currency: row.currency,
    description: row.description,
    exchange_rate: null,
    fee,
    fee_details: fee === 0 ? [] : [feeDetail(fee, row)],
    net: publicAmount(row.net),
    reporting_category: reportingCategories[row.type],
    source: row.source,
    status: row.status,
    type: row.type,
  };
}

/** The coarser names that finance reports group rows by. */
const reportingCategories: Readonly<Record<BalanceTransactionType, string>> = {
  charge: 'charge',
  payment: 'charge',
  refund: 'refund',
  payment_refund: 'refund',
  refund_failure: 'refund_failure',
  adjustment: 'dispute',
};

const feeDetail = (amount: number, { type, currency }: BalanceTransactionJson) => ({
  amount,
  application: null,
  currency,
  description: type === 'adjustment' ? 'Dispute fee' : 'Processing fee',
  type: 'stripe_fee',
});

type Funds = BalanceJson['available'][number];

const renderFunds = ({ amount, currency }: Funds) => ({
  amount: publicAmount(amount),
  currency,
  source_types: { card: publicAmount(amount) },
});

/** The `balance` object: one line for each currency. */
export const renderBalance = ({ available, pending }: BalanceJson, livemode: boolean) => ({
  object: 'balance' as const,
  available: available.map(renderFunds),
  livemode,
  pending: pending.map(renderFunds),
});

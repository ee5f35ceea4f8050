import type {
  BalanceJson,
  BalanceTransactionJson,
  BalanceTransactionType,
} from '../queries/reporting.js';
import { publicAmount, type Fraction } from './amount.js';

export type PublicBalanceTransaction = ReturnType<typeof renderBalanceTransaction>;

/** The `balance_transaction` object; `net` is `amount` less `fee`. */
export function renderBalanceTransaction(row: BalanceTransactionJson) {
  const fee = publicAmount(row.fee);
  const tax = publicAmount(row.tax);
  return {
    id: row.id,
    object: 'balance_transaction' as const,
    amount: publicAmount(row.amount),
    available_on: row.availableOn,
    balance_type: 'payments' as const,
    created: row.created,
    currency: row.currency,
    description: row.description,
    exchange_rate: row.exchangeRate === null ? null : (Number(row.exchangeRate) as Fraction),
    fee,
    fee_details: [...feeDetail(fee - tax, row), ...taxDetail(tax, row)],
    net: publicAmount(row.net),
    reporting_category: reportingCategoryOf(row),
    source: row.source,
    status: row.status,
    type: row.type,
  };
}

/** The coarser names that finance reports group rows by. */
const categoryByType: Readonly<Record<BalanceTransactionType, string>> = {
  charge: 'charge',
  payment: 'charge',
  refund: 'refund',
  payment_refund: 'refund',
  refund_failure: 'refund_failure',
  adjustment: 'dispute',
  payout: 'payout',
  payout_cancel: 'payout_reversal',
  payout_failure: 'payout_reversal',
  reserve_transaction: 'risk_reserved_funds',
};

/** An adjustment is a dispute's, unless it comes from a conversion. */
export const reportingCategoryOf = ({
  type,
  source,
}: Pick<BalanceTransactionJson, 'source' | 'type'>): string =>
  type === 'adjustment' && !source.startsWith('du_') ? 'fx_conversion' : categoryByType[type];

/** Every category that there is. */
export const reportingCategories: readonly string[] = [
  ...new Set([...Object.values(categoryByType), 'fx_conversion']),
];

const feeDetail = (amount: number, { type, currency }: BalanceTransactionJson) =>
  detailOf(amount, currency, {
    description: type === 'adjustment' ? 'Dispute fee' : 'Processing fee',
    type: 'stripe_fee',
  });

const taxDetail = (amount: number, { currency }: BalanceTransactionJson) =>
  detailOf(amount, currency, { description: 'Tax on the processing fee', type: 'tax' });

const detailOf = (
  amount: number,
  currency: string,
  about: { readonly description: string; readonly type: string },
) => (amount === 0 ? [] : [{ amount, application: null, currency, ...about }]);

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

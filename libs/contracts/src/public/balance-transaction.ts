import type { BalanceJson, BalanceTransactionJson } from '../queries/reporting.js';
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
    fee_details: fee === 0 ? [] : [processingFee(fee, row.currency)],
    net: publicAmount(row.net),
    reporting_category: row.type,
    source: row.source,
    status: row.status,
    type: row.type,
  };
}

const processingFee = (amount: number, currency: string) => ({
  amount,
  application: null,
  currency,
  description: 'Processing fee',
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

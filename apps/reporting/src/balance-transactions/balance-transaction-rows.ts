// The merchant's statement: a row for everything that changes what the merchant is owed. The net
// amounts of a merchant's rows add up to what is available and pending, per currency.
import type { BalanceTransactionType } from '@ledgerway/contracts';
import type { MethodType } from '@ledgerway/domain';
import type { ProjectedEvent } from '../projection/projected-event.js';
import { RowTable } from '../projection/row-table.js';
import { chargeMovement } from './charge-movements.js';
import { merchantMovements } from './merchant-movements.js';

/** Amounts are minor units of `currency`; the merchant's gain is positive. */
export type Movement = {
  readonly id: string;
  readonly type: BalanceTransactionType;
  readonly amount: bigint;
  /** All that is kept of the amount, `tax` included. */
  readonly fee: bigint;
  readonly tax: bigint;
  readonly currency: string;
  readonly source: string;
  readonly description: string | null;
  readonly availableMs: number;
  /** Major units of this currency for one of the other, as text; null if nothing was converted. */
  readonly exchangeRate: string | null;
};

export type BalanceTransactionRow = Movement & {
  readonly partition: number;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly createdMs: number;
  /** Where in the log of its partition it happened. */
  readonly logPosition: bigint;
  /** Decided in the merchant's own stream, as payouts are. */
  readonly ofMerchant: boolean;
  /** The charge that it is about, and how that was paid; null if it is about none. */
  readonly charge: string | null;
  readonly paymentMethod: MethodType | null;
};

function rowsOf(projected: ProjectedEvent): readonly BalanceTransactionRow[] {
  const { event, charge, tenant, partition, position } = projected;
  if (tenant === null) return [];
  const ofMerchant = 'merchantId' in event;
  const movements = ofMerchant ? merchantMovements(event) : chargeMovement(event, charge);
  const about = {
    ...{ partition, ...tenant, createdMs: event.at, logPosition: position, ofMerchant },
    charge: charge?.terms.chargeId ?? null,
    paymentMethod: charge?.terms.method ?? null,
  };
  return movements.map((movement) => ({ ...movement, ...about }));
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
    tax: 'bigint',
    currency: 'text',
    source: 'text',
    description: 'text',
    exchangeRate: 'text',
    logPosition: 'bigint',
    ofMerchant: 'boolean',
    charge: 'text',
    paymentMethod: 'text',
  },
  rowsOf,
});

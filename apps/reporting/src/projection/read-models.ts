// All read models. What is not listed here is neither written, nor rebuilt, nor compared.
import { BalanceSumRows } from '../as-of/balance-sum-rows.js';
import { balanceTransactions } from '../balance-transactions/balance-transaction-rows.js';
import { BalanceRows } from '../balances/balance-rows.js';
import { charges } from '../charges/charge-rows.js';
import { customers } from '../customers/customer-rows.js';
import { disputes } from '../disputes/dispute-rows.js';
import { EntryRows } from '../journal/entry-rows.js';
import { paymentIntents } from '../payment-intents/payment-intent-rows.js';
import { paymentMethods } from '../payment-methods/payment-method-rows.js';
import { RemovedSources } from '../payment-methods/removed-sources.js';
import { payoutCoverages } from '../payouts/payout-coverage-rows.js';
import { payouts } from '../payouts/payout-rows.js';
import { refunds } from '../refunds/refund-rows.js';
import { bankEntryRows, bankStatementRows } from '../settlement/bank-rows.js';
import { settlementBatchRows } from '../settlement/batch-rows.js';
import { settlementBreakRows } from '../settlement/break-rows.js';
import { settlementLineRows } from '../settlement/line-rows.js';
import { settlementMovementRows } from '../settlement/movement-rows.js';
import { setupIntents } from '../setup-intents/setup-intent-rows.js';
import type { RowTable, Row } from './row-table.js';
import type { TableRows } from './table-rows.js';

/** Those whose rows are named by an id. */
export const rowTables: readonly RowTable<Row>[] = [
  charges,
  paymentIntents,
  setupIntents,
  customers,
  paymentMethods,
  refunds,
  disputes,
  balanceTransactions,
  payouts,
  payoutCoverages,
  settlementMovementRows,
  settlementBatchRows,
  settlementLineRows,
  bankStatementRows,
  bankEntryRows,
  settlementBreakRows,
];

/** Every table that holds nothing but what the log says. */
export const tableNames: readonly string[] = [
  ...rowTables.map(({ name }) => name),
  'entries',
  'balances',
  'balance_sums',
];

/** Collects what one commit writes, in the order of writing. */
export const batches = (): readonly TableRows[] => [
  ...rowTables.map((table) => table.batch()),
  new RemovedSources(), // After the sources that the same commit may have added.
  new EntryRows(),
  new BalanceRows(),
  new BalanceSumRows(),
];

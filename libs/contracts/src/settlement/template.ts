// The settlement file that is read: CSV in UTF-8, one header line, one line for each thing settled,
// and a last line of type MerchantPayout that says what the bank will pay. Its columns are those of
// the settlement detail reports that acquirers send.
import type { SettlementLineType } from '@ledgerway/domain';

export const settlementColumns = [
  'Merchant Account',
  'PSP Reference',
  'Merchant Reference',
  'Payment Method',
  'Creation Date',
  'Time Zone',
  'Type',
  'Modification Reference',
  'Gross Currency',
  'Gross Debit',
  'Gross Credit',
  'Exchange Rate',
  'Net Currency',
  'Net Debit',
  'Net Credit',
  'Commission',
  'Markup',
  'Scheme Fees',
  'Interchange',
  'Batch Number',
] as const;
export type SettlementColumn = (typeof settlementColumns)[number];

/** `+`: money for us; `-`: money that we give back; `±`: either. */
type Direction = '+' | '-' | '±';

/** Each type by its name in the file, and on which side its gross amount must stand. */
export const lineTypes: ReadonlyMap<string, readonly [SettlementLineType, Direction]> = new Map([
  ['Settled', ['settled', '+']],
  ['Refunded', ['refunded', '-']],
  ['RefundedReversed', ['refund_reversed', '+']],
  ['Chargeback', ['chargeback', '-']],
  ['ChargebackReversed', ['chargeback_reversed', '+']],
  ['ChargebackFee', ['dispute_fee', '-']],
  ['ChargebackFeeReversed', ['dispute_fee_reversed', '+']],
  ['Fee', ['fee', '±']],
]);

/** Closes the file: its net amount, on the other side, is the sum of all lines before it. */
export const payoutType = 'MerchantPayout';

/** A batch is one event, and an event is one record of the topics, which have room for about 1 MB. */
export const maxSettlementLines = 2_000;
export const maxBatchBytes = 800_000;
export const maxFileBytes = 1_048_576;

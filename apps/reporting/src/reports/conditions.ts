// Which rows of the statement a report is about, as SQL.
import type { BalanceTransactionType } from '@ledgerway/contracts';
import type { Condition } from '../balance-transactions/paid-by.js';
import type { ReportAsk } from './report-ask.js';

export type Where = { readonly text: string; readonly values: readonly unknown[] };

/** What is paid out, and what comes back of it: no activity of the merchant. */
export const payoutTypes: readonly BalanceTransactionType[] = [
  'payout',
  'payout_cancel',
  'payout_failure',
];

export const isPayout: Condition = (parameter) => `type = any(${parameter(payoutTypes)})`;
export const isActivity: Condition = (parameter) => `type <> all(${parameter(payoutTypes)})`;

/** The merchant's rows of the interval, as far as all of these conditions hold. */
export function rowsOf(ask: ReportAsk, ...conditions: readonly Condition[]): Where {
  const { interval_start: start, interval_end: end } = ask.parameters;
  return merchantsRows(
    ask,
    (parameter) => (start === undefined ? 'true' : `created_ms >= ${parameter(start * 1000)}`),
    (parameter) => (end === undefined ? 'true' : `created_ms < ${parameter(end * 1000)}`),
    ...conditions,
  );
}

/** The same at any time. */
export function merchantsRows(ask: ReportAsk, ...conditions: readonly Condition[]): Where {
  const values: unknown[] = [];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const { currency } = ask.parameters;
  const texts = [
    `merchant_id = ${parameter(ask.merchantId)}`,
    `livemode = ${parameter(ask.livemode)}`,
    ...(currency === undefined ? [] : [`currency = ${parameter(currency)}`]),
    ...conditions.map((condition) => condition(parameter)),
  ];
  return { text: texts.join(' and '), values };
}

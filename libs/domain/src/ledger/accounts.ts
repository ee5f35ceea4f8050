// The chart of accounts. An account's name is `<kind>` or `<kind>:<owner>`, per currency and layer.

/** Where money can stand; the sign of a balance is that of its postings: a debit is positive. */
export const accountKinds = {
  acquirer_receivable: 'asset',
  bank: 'asset',
  dispute_receivable: 'asset',
  merchant_debt: 'asset',
  merchant_pending: 'liability',
  merchant_available: 'liability',
  merchant_reserve: 'liability',
  merchant_dispute_hold: 'liability',
  refund_in_transit: 'liability',
  payout_in_transit: 'liability',
  tax_payable: 'liability',
  fee: 'revenue',
  fx_margin: 'revenue',
  cost: 'expense',
  dispute_fee: 'expense',
  writeoff: 'expense',
  fx_position: 'clearing',
  rounding: 'clearing',
  suspense: 'clearing',
} as const;

export type AccountKind = keyof typeof accountKinds;
/** `pending` holds what is promised (authorizations); `posted` holds what has happened. */
export type Layer = 'pending' | 'posted';

/** The name of an account, such as `merchant_pending:acct_…` or `rounding`. */
export const account = (kind: AccountKind, owner?: string): string =>
  owner === undefined ? kind : `${kind}:${owner}`;

/** The parts of an account's name. Throws if its kind is not in the chart. */
export function parseAccount(name: string): { kind: AccountKind; owner: string | null } {
  const colon = name.indexOf(':');
  const kind = colon < 0 ? name : name.slice(0, colon);
  if (!Object.hasOwn(accountKinds, kind)) throw new Error(`No account of kind ${kind}`);
  return { kind: kind as AccountKind, owner: colon < 0 ? null : name.slice(colon + 1) };
}

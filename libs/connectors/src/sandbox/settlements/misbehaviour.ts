// How a settlement can be wrong, so that a reconciliation can be seen to find it.
import type { PaidEntry } from './bank-statement.js';
import type { SettledLine } from './tariff.js';

export const settlementFaults = [
  'none',
  /** The oldest movement is left out, for good. */
  'missing_line',
  'duplicate_line',
  /** The oldest movement is settled with one minor unit less. */
  'wrong_amount',
  /** A line for a payment that nobody made. */
  'unknown_line',
  /** The bank gets one minor unit less than the file says. */
  'short_payment',
  'paid_twice',
  /** The payment does not say what it is for. */
  'unknown_credit',
] as const;
export type SettlementFault = (typeof settlementFaults)[number];

export function faultyLines(
  lines: readonly SettledLine[],
  fault: SettlementFault,
  batch: string,
): readonly SettledLine[] {
  const [first, ...rest] = lines;
  if (first === undefined) return lines;
  switch (fault) {
    case 'missing_line':
      return rest;
    case 'duplicate_line':
      return [first, ...lines];
    case 'wrong_amount':
      return [{ ...first, gross: first.gross - 1n }, ...rest];
    case 'unknown_line': {
      const reference = `unknown-${batch}`;
      const movement = { ...first.movement, reference, authorizationIntentId: reference };
      return [...lines, { ...first, movement }];
    }
    default:
      return lines;
  }
}

export function faultyEntries(paid: PaidEntry, fault: SettlementFault): readonly PaidEntry[] {
  switch (fault) {
    case 'short_payment':
      return [{ ...paid, amount: paid.amount - 1n }];
    case 'paid_twice':
      return [paid, { ...paid, reference: `${paid.reference}-2` }];
    case 'unknown_credit':
      return [{ ...paid, text: 'Transfer' }];
    default:
      return [paid];
  }
}

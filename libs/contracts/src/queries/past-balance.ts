// What an account held at any moment of the past.
import type { Positions } from './page.js';

/**
 * `recorded`: what the ledger said at that moment. `effective`: what counts as of then, whenever it was
 * recorded: a bank statement by its value date, an event by its own time.
 */
export const balanceTimes = ['recorded', 'effective'] as const;
export type BalanceTime = (typeof balanceTimes)[number];

export type BalanceAsOfAsk = {
  /** The name of the ledger's account, such as `merchant_available:acct_…`. */
  readonly account: string;
  readonly livemode: boolean;
  readonly currency?: string;
  /** Milliseconds since the epoch; null: everything. */
  readonly asOfMs: number | null;
  readonly by: BalanceTime;
  readonly after: Positions;
};

/** Per currency, in minor units as text; a debit is positive. */
export type PastBalanceJson = readonly {
  readonly currency: string;
  readonly posted: string;
  readonly pending: string;
}[];

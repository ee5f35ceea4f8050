/** An entry as an export writes it. Amounts are minor units, a debit is positive. */
export type ExportedEntry = {
  readonly id: string;
  /** The day in the export's time zone: `2026-01-31`. */
  readonly day: string;
  /** ISO 8601, in UTC. */
  readonly time: string;
  readonly event: string;
  readonly streamId: string;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly legs: readonly ExportedLeg[];
};

export type ExportedLeg = {
  readonly account: string;
  readonly layer: string;
  readonly currency: string;
  readonly amount: bigint;
};

/** An account that is used, in one mode and layer. Together with their currencies they open a file. */
export type ExportedAccount = {
  readonly account: string;
  readonly livemode: boolean;
  readonly layer: string;
};

export interface LedgerText {
  /** What stands before the first entry. */
  head(accounts: readonly ExportedAccount[], currencies: readonly string[]): string;
  entry(entry: ExportedEntry): string;
}

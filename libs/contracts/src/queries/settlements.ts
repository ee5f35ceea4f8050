// What `reporting` answers about settlement. Amounts are minor units as text; times are unix seconds.
import type { BreakKind, OpenMoney, Resolution, SettlementLineType } from '@ledgerway/domain';
import type { Listed, Page, Positions } from './page.js';

/** `waiting`: the bank has not paid it yet. A batch of nothing is received at once. */
export type SettlementStatus = 'waiting' | 'received';

/** How a line compares with what we know. `late`: it agrees, but came after it was due. */
export const lineStates = ['matched', 'late', 'amount_diff', 'missing_ours', 'duplicate'] as const;
export type LineState = (typeof lineStates)[number];

export type SettlementJson = {
  readonly id: string;
  readonly acquirer: string;
  readonly livemode: boolean;
  readonly batch: string;
  readonly currency: string;
  readonly fileHash: string;
  readonly lines: number;
  readonly gross: string;
  readonly net: string;
  readonly commission: string;
  readonly markup: string;
  readonly schemeFees: string;
  readonly interchange: string;
  readonly status: SettlementStatus;
  readonly importedAt: number;
  /** The bank's value date. */
  readonly receivedAt: number | null;
  readonly bankStatement: string | null;
};

export type SettlementLineJson = {
  readonly number: number;
  readonly type: SettlementLineType;
  readonly pspReference: string;
  readonly merchantReference: string;
  readonly modificationReference: string;
  readonly method: string;
  readonly createdAt: number;
  readonly grossCurrency: string;
  readonly gross: string;
  readonly net: string;
  readonly costs: string;
  readonly state: LineState;
  /** Our own amount for it; null if there is none. */
  readonly ours: string | null;
  /** Null if the line agrees. */
  readonly breakId: string | null;
};

export type BankStatementJson = {
  readonly id: string;
  readonly acquirer: string;
  readonly livemode: boolean;
  readonly account: string;
  readonly statement: string;
  readonly kind: string;
  readonly currency: string;
  readonly importedAt: number;
  readonly entries: readonly BankEntryJson[];
};

/** `suspense`: it is not known yet what it pays. `noted`: only news of it, not the bank's book. */
export type BankEntryJson = {
  readonly bankReference: string;
  readonly amount: string;
  readonly currency: string;
  readonly valueAt: number;
  readonly text: string;
  readonly settlement: string | null;
  readonly state: 'matched' | 'suspense' | 'noted';
};

export type BreakStatus = 'open' | 'resolved';

export type SettlementBreakJson = {
  readonly id: string;
  readonly kind: BreakKind;
  readonly status: BreakStatus;
  readonly acquirer: string;
  readonly livemode: boolean;
  readonly currency: string;
  /** What we expected and what they say; null where there is none. */
  readonly ours: string | null;
  readonly theirs: string | null;
  readonly reference: string;
  readonly merchantReference: string;
  readonly settlement: string | null;
  readonly bankStatement: string | null;
  readonly foundAt: number;
  readonly ageDays: number;
  readonly owner: string | null;
  readonly resolution: Resolution | 'arrived' | null;
  readonly note: string | null;
  /** Amounts as text. */
  readonly open: readonly (Omit<OpenMoney, 'amount'> & { readonly amount: string })[];
};

/** Of one acquirer, mode and currency. Shares are percent as text, null where there is nothing yet. */
export type SettlementScoresJson = {
  readonly acquirer: string;
  readonly livemode: boolean;
  readonly currency: string;
  /** Movements of ours by how they compare; `pending` ones are not due yet. */
  readonly matched: number;
  readonly late: number;
  readonly amountDiff: number;
  readonly missingTheirs: number;
  readonly pending: number;
  /** Lines of theirs that we do not know. */
  readonly missingOurs: number;
  readonly duplicate: number;
  readonly batches: number;
  readonly batchesReceived: number;
  /** Of what is due, how much agrees to the minor unit, and how much is in a file at all. */
  readonly clearingPercent: string | null;
  readonly completenessPercent: string | null;
  /** Days until 99.99 % of what is settled was. */
  readonly daysTo9999: string | null;
};

type At = { readonly nowMs: number; readonly after: Positions };
/** `graceMs`: a movement may be so much older than what the files have reached. */
type Graced = At & { readonly graceMs: number; readonly livemode?: boolean };

export type SettlementQueries = {
  'reporting.settlements': {
    ask: { livemode?: boolean; page: Page; after: Positions };
    answer: Listed<SettlementJson>;
  };
  'reporting.settlement': {
    ask: At & { id: string };
    answer: (SettlementJson & { readonly lineItems: readonly SettlementLineJson[] }) | null;
  };
  'reporting.bank_statement': { ask: At & { id: string }; answer: BankStatementJson | null };
  'reporting.settlement_breaks': {
    ask: Graced & { page: Page; status?: BreakStatus; owner?: string; kind?: BreakKind };
    answer: Listed<SettlementBreakJson>;
  };
  'reporting.settlement_break': {
    ask: Graced & { id: string };
    answer: SettlementBreakJson | null;
  };
  'reporting.settlement_scores': { ask: Graced; answer: readonly SettlementScoresJson[] };
};

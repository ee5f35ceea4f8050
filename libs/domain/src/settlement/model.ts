// What the acquirer says it settled, and what the bank says came in. A settlement file is one batch
// and one event; so is a bank statement. What does not agree is a break, which a person owns until
// it is resolved. Nothing here belongs to a merchant: the installation's operator owns it.
import type { Timestamp } from '../charge/model.js';

/** The owner of settlement streams and of their entries. No account can have this name. */
export const operatorId = 'operator';

export const settlementLineTypes = [
  'settled',
  'refunded',
  'refund_reversed',
  'chargeback',
  'chargeback_reversed',
  'dispute_fee',
  'dispute_fee_reversed',
  /** What the acquirer charges without a payment; nothing of ours stands against it. */
  'fee',
] as const;
export type SettlementLineType = (typeof settlementLineTypes)[number];

/** What the acquirer keeps of a line, in minor units of the batch's currency; a rebate is negative. */
export type SettlementCosts = {
  readonly commission: bigint;
  readonly markup: bigint;
  readonly schemeFees: bigint;
  readonly interchange: bigint;
};

/**
 * One line of a settlement file. `gross` is in minor units of `grossCurrency`, `net` and the costs in
 * those of the batch's currency; what the acquirer owes us is positive. In one currency
 * gross = net + costs; else `rate` (net currency per gross currency, decimal text) explains it.
 */
export type SettlementLine = SettlementCosts & {
  /** The line of the file that it stands in, from 1. */
  readonly number: number;
  readonly type: SettlementLineType;
  readonly pspReference: string;
  readonly merchantReference: string;
  /** Names the capture, refund or disputed payment, together with the type. */
  readonly modificationReference: string;
  readonly method: string;
  readonly createdAt: Timestamp;
  readonly grossCurrency: string;
  readonly gross: bigint;
  readonly net: bigint;
  readonly rate: string | null;
};

export type SettlementTotals = SettlementCosts & {
  readonly lines: number;
  /** Of the lines in the batch's own currency. */
  readonly gross: bigint;
  readonly net: bigint;
};

export type SettlementBatch = {
  /** `stl_…`; it follows from acquirer, mode and batch number. */
  readonly id: string;
  readonly acquirer: string;
  readonly livemode: boolean;
  readonly batch: string;
  /** SHA-256 of the file, in hex. */
  readonly fileHash: string;
  readonly currency: string;
  readonly totals: SettlementTotals;
};

/** `statement`: the book of the bank. `notification`: only news of it, which moves no money here. */
export type StatementKind = 'statement' | 'notification';

/** One movement on the bank account; what came in is positive. */
export type BankEntry = {
  /** Derived from the statement and the place in it. */
  readonly id: string;
  readonly bankReference: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly bookedAt: Timestamp;
  readonly valueAt: Timestamp;
  /** The settlement batch that the payer named; null if none was. */
  readonly batch: string | null;
  readonly text: string;
};

export type BankStatement = {
  /** `bst_…`; it follows from account and statement number. */
  readonly id: string;
  readonly kind: StatementKind;
  readonly acquirer: string;
  readonly livemode: boolean;
  /** The bank account, as the ledger names it: `bank:<account>`. */
  readonly account: string;
  readonly statement: string;
  readonly fileHash: string;
  readonly currency: string;
  /** Value date of the latest entry: from then on the statement counts. */
  readonly valueAt: Timestamp;
};

/** Money that a bank statement says came in for a batch. */
export type BankCredit = Pick<
  BankEntry,
  'id' | 'bankReference' | 'amount' | 'currency' | 'valueAt'
> & { readonly statementId: string };

export const breakKinds = [
  // Found when a file or statement comes in, and stored:
  'unknown_credit',
  'credit_without_file',
  'bank_amount_diff',
  'paid_twice',
  // Seen by comparing what is stored, so that a later file may clear them:
  'amount_diff',
  'missing_theirs',
  'missing_ours',
  'duplicate',
] as const;
export type BreakKind = (typeof breakKinds)[number];

/** What a break leaves standing on an account; a debit is positive. */
export type OpenMoney = {
  readonly account: 'acquirer_receivable' | 'suspense';
  readonly acquirer: string;
  readonly currency: string;
  readonly amount: bigint;
};

/** `explained`: no money moves. `written_off`: what stands open becomes a loss or a gain. */
export const resolutions = ['explained', 'written_off'] as const;
export type Resolution = (typeof resolutions)[number];

/** A break that was found in this stream, or that somebody took on. */
export type SettlementBreak = {
  readonly id: string;
  /** Null if it was seen by comparing: what it is then follows from what it is compared with. */
  readonly kind: BreakKind | null;
  readonly credit: BankCredit | null;
  readonly open: readonly OpenMoney[];
  readonly foundAt: Timestamp;
  readonly owner: string | null;
  readonly resolution: Resolution | 'arrived' | null;
  readonly note: string | null;
  readonly resolvedAt: Timestamp | null;
};

/** Of one stream: its state travels with each of its events, and an event has to stay small. */
export const maxSettlementBreaks = 200;

/** What stands in a settlement stream: a batch, a statement, or only breaks that somebody took on. */
export type Settlement = {
  readonly merchantId: typeof operatorId;
  readonly livemode: boolean;
  readonly batch: SettlementBatch | null;
  readonly importedAt: Timestamp | null;
  readonly statement: BankStatement | null;
  /** The credit that paid the batch; a batch of nothing is paid by none. */
  readonly received: BankCredit | null;
  readonly breaks: readonly SettlementBreak[];
};

// Stored forever: reshape an event only with an upcaster in `contracts`.
export type SettlementEvent =
  | {
      readonly type: 'SettlementBatchImported';
      readonly batch: SettlementBatch;
      readonly lines: readonly SettlementLine[];
      readonly at: Timestamp;
    }
  | {
      readonly type: 'BankStatementImported';
      readonly statement: BankStatement;
      readonly entries: readonly BankEntry[];
      readonly at: Timestamp;
    }
  /** The bank has what the batch promised. */
  | {
      readonly type: 'SettlementReceived';
      readonly acquirer: string;
      readonly credit: BankCredit;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'SettlementBreakFound';
      readonly breakId: string;
      readonly livemode: boolean;
      readonly kind: BreakKind;
      readonly credit: BankCredit;
      readonly open: readonly OpenMoney[];
      readonly at: Timestamp;
    }
  | {
      readonly type: 'BreakAssigned';
      readonly breakId: string;
      readonly livemode: boolean;
      readonly owner: string;
      readonly at: Timestamp;
    }
  /** `arrived`: the file that a credit had waited for came. `writtenOff` is empty unless it was. */
  | {
      readonly type: 'BreakResolved';
      readonly breakId: string;
      readonly livemode: boolean;
      readonly resolution: Resolution | 'arrived';
      readonly note: string | null;
      readonly writtenOff: readonly OpenMoney[];
      readonly at: Timestamp;
    };

const settlementEvents: Readonly<Record<SettlementEvent['type'], true>> = {
  SettlementBatchImported: true,
  BankStatementImported: true,
  SettlementReceived: true,
  SettlementBreakFound: true,
  BreakAssigned: true,
  BreakResolved: true,
};

export const isSettlementEvent = (event: { readonly type: string }): event is SettlementEvent =>
  Object.hasOwn(settlementEvents, event.type);

export type SettlementCommand =
  | {
      readonly type: 'ImportSettlementBatch';
      readonly batch: SettlementBatch;
      readonly lines: readonly SettlementLine[];
      readonly at: Timestamp;
    }
  /** `breakIds` name, for each entry that names no batch, the break that it will be. */
  | {
      readonly type: 'ImportBankStatement';
      readonly statement: BankStatement;
      readonly entries: readonly BankEntry[];
      readonly breakIds: Readonly<Record<string, string>>;
      readonly at: Timestamp;
    }
  /** A statement has a credit that names this stream's batch, which may not have come yet. */
  | {
      readonly type: 'RecordBankCredit';
      readonly acquirer: string;
      readonly livemode: boolean;
      readonly credit: BankCredit;
      /** What it is called if it does not fit. */
      readonly breakId: string;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'AssignBreak';
      readonly breakId: string;
      readonly livemode: boolean;
      readonly owner: string;
      readonly at: Timestamp;
    }
  /** `open` is what the comparison says stands open; of a stored break its own counts. */
  | {
      readonly type: 'ResolveBreak';
      readonly breakId: string;
      readonly livemode: boolean;
      readonly resolution: Resolution;
      readonly note: string | null;
      readonly open: readonly OpenMoney[];
      readonly at: Timestamp;
    };

export const settlementRejections = [
  // The batch, or the statement, was imported with other content.
  'batch_differs',
  'statement_differs',
  'break_resolved',
  'too_many_breaks',
  'settlement_not_found',
] as const;
export type SettlementRejection = (typeof settlementRejections)[number];

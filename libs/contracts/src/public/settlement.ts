// Settlement as the operator sees it.
import type {
  BankEntryJson,
  BankStatementJson,
  SettlementBreakJson,
  SettlementJson,
  SettlementLineJson,
  SettlementScoresJson,
} from '../queries/settlements.js';
import { publicAmount } from './amount.js';

const maybeAmount = (amount: string | null) => (amount === null ? null : publicAmount(amount));

export type PublicSettlement = ReturnType<typeof renderSettlement>;

/** A batch: gross less costs is net, in minor units of its currency. */
export const renderSettlement = (batch: SettlementJson) => ({
  id: batch.id,
  object: 'settlement' as const,
  acquirer: batch.acquirer,
  bank_statement: batch.bankStatement,
  batch: batch.batch,
  costs: {
    commission: publicAmount(batch.commission),
    interchange: publicAmount(batch.interchange),
    markup: publicAmount(batch.markup),
    scheme_fees: publicAmount(batch.schemeFees),
  },
  created: batch.importedAt,
  currency: batch.currency,
  file_hash: batch.fileHash,
  gross: publicAmount(batch.gross),
  line_count: batch.lines,
  livemode: batch.livemode,
  net: publicAmount(batch.net),
  received_at: batch.receivedAt,
  status: batch.status,
});

export type PublicSettlementLine = ReturnType<typeof renderSettlementLine>;

export const renderSettlementLine = (line: SettlementLineJson) => ({
  object: 'settlement_line' as const,
  break: line.breakId,
  costs: publicAmount(line.costs),
  created: line.createdAt,
  gross: publicAmount(line.gross),
  gross_currency: line.grossCurrency,
  line: line.number,
  merchant_reference: line.merchantReference,
  modification_reference: line.modificationReference,
  net: publicAmount(line.net),
  our_amount: maybeAmount(line.ours),
  payment_method: line.method,
  psp_reference: line.pspReference,
  state: line.state,
  type: line.type,
});

export type PublicBankStatement = ReturnType<typeof renderBankStatement>;

export const renderBankStatement = (statement: BankStatementJson) => ({
  id: statement.id,
  object: 'bank_statement' as const,
  account: statement.account,
  acquirer: statement.acquirer,
  created: statement.importedAt,
  currency: statement.currency,
  entries: statement.entries.map(renderEntry),
  kind: statement.kind,
  livemode: statement.livemode,
  statement: statement.statement,
});

const renderEntry = (entry: BankEntryJson) => ({
  amount: publicAmount(entry.amount),
  bank_reference: entry.bankReference,
  currency: entry.currency,
  settlement: entry.settlement,
  state: entry.state,
  text: entry.text,
  value_at: entry.valueAt,
});

export type PublicSettlementBreak = ReturnType<typeof renderSettlementBreak>;

export const renderSettlementBreak = (one: SettlementBreakJson) => ({
  id: one.id,
  object: 'settlement_break' as const,
  acquirer: one.acquirer,
  age_days: one.ageDays,
  bank_statement: one.bankStatement,
  created: one.foundAt,
  currency: one.currency,
  kind: one.kind,
  livemode: one.livemode,
  merchant_reference: one.merchantReference,
  note: one.note,
  /** What it leaves standing on accounts of the ledger; a debit is positive. */
  open: one.open.map(({ account, acquirer, currency, amount }) => ({
    account: `${account}:${acquirer}`,
    amount: publicAmount(amount),
    currency,
  })),
  our_amount: maybeAmount(one.ours),
  owner: one.owner,
  reference: one.reference,
  resolution: one.resolution,
  settlement: one.settlement,
  status: one.status,
  their_amount: maybeAmount(one.theirs),
});

export type PublicSettlementScores = ReturnType<typeof renderSettlementScores>;

export const renderSettlementScores = (scores: SettlementScoresJson) => ({
  object: 'settlement_scores' as const,
  acquirer: scores.acquirer,
  batches: scores.batches,
  batches_received: scores.batchesReceived,
  clearing_percent: scores.clearingPercent,
  completeness_percent: scores.completenessPercent,
  currency: scores.currency,
  days_to_99_99: scores.daysTo9999,
  lines: { duplicate: scores.duplicate, missing_ours: scores.missingOurs },
  livemode: scores.livemode,
  movements: {
    amount_diff: scores.amountDiff,
    late: scores.late,
    matched: scores.matched,
    missing_theirs: scores.missingTheirs,
    pending: scores.pending,
  },
});

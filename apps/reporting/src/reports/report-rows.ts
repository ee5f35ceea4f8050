// What each report is made of. The types of reports that the API offers name these.
import type { ReportKind } from '@ledgerway/contracts';
import { balanceSummary } from './balance-summary.js';
import { activityRows, payoutRows } from './itemized-rows.js';
import { reconciliationRows, reconciliationSummary } from './payout-reconciliation.js';
import type { ReportAsk, ReportRow } from './report-ask.js';
import type { Snapshot } from './snapshot.js';
import { activitySummary, methodsSummary, payoutsSummary } from './summary-rows.js';

type Rows = (snapshot: Snapshot, ask: ReportAsk) => AsyncIterable<ReportRow>;

const rowsByKind: Readonly<Record<ReportKind, Rows>> = {
  balance_summary: balanceSummary,
  activity_summary: activitySummary,
  activity_itemized: activityRows,
  payout_reconciliation_summary: reconciliationSummary,
  payout_reconciliation_itemized: reconciliationRows,
  payouts_summary: payoutsSummary,
  payouts_itemized: payoutRows,
  payment_methods_summary: methodsSummary,
};

export const reportRows: Rows = (snapshot, ask) => rowsByKind[ask.type.kind](snapshot, ask);

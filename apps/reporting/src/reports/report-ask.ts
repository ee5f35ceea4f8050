import type { ReportParametersJson, ReportType, Tenant } from '@ledgerway/contracts';

/** What a report is about. */
export type ReportAsk = Tenant & {
  readonly type: ReportType;
  readonly parameters: ReportParametersJson;
};

/** One line of it: a value for each column of its type. Amounts are texts in major units. */
export type ReportRow = Readonly<Record<string, string | number | null>>;

/** No run of that report can succeed: why, in words for the merchant. */
export class ReportRefused extends Error {}

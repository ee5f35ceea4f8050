// Runs of reports and the files that they make. They are kept for a time, and are no read model:
// nothing in the log says how to make them again.
import type { ReportFormat } from '../requests/reports.js';
import type { Listed, Page, Positions, Tenant } from './page.js';

/** As the public API has them; what was not given and has a default is filled in. */
export type ReportParametersJson = {
  readonly interval_start?: number;
  readonly interval_end?: number;
  readonly timezone: string;
  readonly currency?: string;
  readonly payout?: string;
  readonly reporting_category?: string;
  readonly columns?: readonly string[];
  readonly format?: ReportFormat;
};

/** Times are milliseconds since the epoch, in the account's own time; `size` is in bytes. */
export type ReportFileJson = {
  readonly id: string;
  readonly format: ReportFormat;
  readonly name: string;
  readonly size: number;
  readonly createdMs: number;
  readonly expiresMs: number;
};

export type ReportRunJson = {
  readonly id: string;
  readonly reportType: string;
  readonly parameters: ReportParametersJson;
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly failureMessage: string | null;
  readonly file: ReportFileJson | null;
  readonly createdMs: number;
  readonly endedMs: number | null;
};

export type ReportRunRefusal = 'too_many_report_runs' | 'payout_not_found' | 'payout_of_a_part';

export type ReportQueries = {
  /** The same id makes one run, however often it is asked for. */
  'reporting.report_run.create': {
    ask: Tenant & {
      readonly id: string;
      readonly reportType: string;
      readonly parameters: ReportParametersJson;
      readonly createdMs: number;
      /** Where files can be fetched: `http://…/v1/files`. */
      readonly filesUrl: string;
      /** In test mode a run can be told to fail, with this message. */
      readonly failure: string | null;
      readonly after: Positions;
    };
    answer: ReportRunJson | { readonly refused: ReportRunRefusal };
  };
  'reporting.report_run': { ask: Tenant & { readonly id: string }; answer: ReportRunJson | null };
  'reporting.report_runs': {
    ask: Tenant & { readonly page: Page };
    answer: Listed<ReportRunJson>;
  };
  'reporting.file': { ask: Tenant & { readonly id: string }; answer: ReportFileJson | null };
  /** The file's text in parts of up to 256 KiB, counted from 0. Null after the last one. */
  'reporting.file_part': {
    ask: Tenant & { readonly id: string; readonly part: number };
    answer: { readonly text: string } | null;
  };
};

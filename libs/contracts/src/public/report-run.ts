// Reports and their runs as the public API shows them.
import type { ReportRun } from '@ledgerway/domain';
import type { ReportRunJson } from '../queries/reports.js';
import type { ReportType } from '../reports/report-types.js';
import { publicTime } from './amount.js';
import { renderFile } from './file.js';

export type PublicReportRun = ReturnType<typeof renderReportRun>;

/** A run that may not have ended yet. */
type AnyRun = Omit<ReportRun, 'status' | 'endedAt'> &
  (Pick<ReportRun, 'status' | 'endedAt'> | { readonly status: 'pending'; readonly endedAt: null });

/**
 * The `reporting.report_run` object. Why a run failed is `failure_message`: SDKs take an object with an
 * `error` for a failed request.
 */
export const renderReportRun = (run: AnyRun, livemode: boolean) => ({
  id: run.id,
  object: 'reporting.report_run' as const,
  created: publicTime(run.createdAt),
  error: null,
  failure_message: run.failureMessage,
  livemode,
  parameters: run.parameters,
  report_type: run.reportType,
  result: run.result,
  status: run.status,
  succeeded_at: run.status === 'succeeded' ? publicTime(run.endedAt) : null,
});

/** The run as it is rendered and told of. */
export function reportRunOf(json: ReportRunJson, filesUrl: string): AnyRun {
  const { id, reportType, parameters, failureMessage, file, createdMs: createdAt } = json;
  const result = file === null ? null : renderFile(file, filesUrl);
  const about = { id, reportType, parameters, failureMessage, result, createdAt };
  return json.status === 'pending' || json.endedMs === null
    ? { ...about, status: 'pending', endedAt: null }
    : { ...about, status: json.status, endedAt: json.endedMs };
}

export type PublicReportType = ReturnType<typeof renderReportType>;

/** The `reporting.report_type` object. Times are unix seconds: there is data between them. */
export const renderReportType = (
  { id, name, version, columns }: ReportType,
  data: { readonly livemode: boolean; readonly startsAt: number; readonly endsAt: number },
) => ({
  id,
  object: 'reporting.report_type' as const,
  data_available_end: data.endsAt,
  data_available_start: data.startsAt,
  default_columns: [...columns],
  livemode: data.livemode,
  name,
  updated: data.endsAt,
  version,
});

// Runs as they are stored, and what they are to those who make them and those who ask for them.
import {
  reportTypeOf,
  type Positions,
  type ReportFileJson,
  type ReportParametersJson,
  type ReportRunJson,
  type ReportType,
  type Tenant,
} from '@ledgerway/contracts';
import { dayMs } from '@ledgerway/domain';

/** As it is made. */
export type ReportRun = Tenant & {
  readonly id: string;
  readonly type: ReportType;
  readonly parameters: ReportParametersJson;
  readonly createdMs: number;
  readonly filesUrl: string;
  readonly toldToFail: string | null;
  /** What the read models must have before it is read. */
  readonly after: Positions;
  readonly attempts: number;
};

/** After its end, with its file. */
export const keptForMs = 30 * dayMs;

export type RunRow = {
  id: string;
  merchant_id: string;
  livemode: boolean;
  created_ms: string;
  report_type: string;
  parameters: ReportParametersJson;
  files_url: string;
  told_to_fail: string | null;
  after: Positions;
  status: ReportRunJson['status'];
  attempts: number;
  ended_ms: string | null;
  failure: string | null;
  size: string | null;
};

// A run has at most one file, and they share what makes their ids.
export const runIdOf = (fileId: string) => fileId.replace(/^file_/, 'frr_');
const fileIdOf = (runId: string) => runId.replace(/^frr_/, 'file_');

export function toRun(row: RunRow): ReportRun {
  const type = reportTypeOf(row.report_type);
  if (type === undefined) throw new Error(`No report is called ${row.report_type}`);
  const { id, parameters, livemode, attempts, after } = row;
  return {
    ...{ id, type, parameters, livemode, attempts, after, merchantId: row.merchant_id },
    createdMs: Number(row.created_ms),
    filesUrl: row.files_url,
    toldToFail: row.told_to_fail,
  };
}

export const runJson = (row: RunRow): ReportRunJson => ({
  id: row.id,
  reportType: row.report_type,
  parameters: row.parameters,
  status: row.status,
  failureMessage: row.failure,
  file: fileOf(row),
  createdMs: Number(row.created_ms),
  endedMs: row.ended_ms === null ? null : Number(row.ended_ms),
});

function fileOf({ id, parameters, size, ended_ms: ended }: RunRow): ReportFileJson | null {
  if (size === null || ended === null) return null;
  const { format = 'csv' } = parameters;
  const createdMs = Number(ended);
  return {
    ...{ id: fileIdOf(id), format, name: `${id}.${format}`, size: Number(size) },
    ...{ createdMs, expiresMs: createdMs + keptForMs },
  };
}

// Files as the public API shows them. All of them are made by runs of reports.
import type { ReportFileJson } from '../queries/reports.js';
import { publicTime } from './amount.js';

export type PublicFile = ReturnType<typeof renderFile>;

/** The `file` object. @param filesUrl where files can be fetched, with a key of the account */
export const renderFile = (file: ReportFileJson, filesUrl: string) => ({
  id: file.id,
  object: 'file' as const,
  created: publicTime(file.createdMs),
  expires_at: publicTime(file.expiresMs),
  filename: file.name,
  links: null,
  purpose: 'finance_report_run' as const,
  size: file.size,
  title: null,
  type: file.format,
  url: `${filesUrl}/${file.id}/contents`,
});

// Reports as specs look at them: made of what a log says, and read back as rows.
import { reportTypeOf, type ReportParametersJson } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import { parse } from 'csv-parse/sync';
import { makeReport } from '../src/reports/make-report.js';
import type { ReportAsk } from '../src/reports/report-ask.js';

export type Lines = Record<string, string>[];

export const askFor = (
  id: string,
  tenant: { merchantId: string; livemode: boolean },
  parameters: Partial<ReportParametersJson> = {},
): ReportAsk => ({
  ...tenant,
  type: reportTypeOf(id)!,
  parameters: { timezone: 'Etc/UTC', ...parameters },
});

/** The parts of the file. */
export async function partsMade(database: Database, ask: ReportAsk): Promise<string[]> {
  const parts: string[] = [];
  const { signal } = new AbortController();
  const write = async (part: number, text: string) => {
    expect(part).toBe(parts.length);
    parts.push(text);
  };
  await makeReport(ask, { database, write, signal });
  return parts;
}

/** The lines of a CSV file, by their columns. */
export const linesOf = (text: string): Lines => parse(text, { columns: true }) as Lines;

export const linesMade = async (database: Database, ask: ReportAsk): Promise<Lines> =>
  linesOf((await partsMade(database, ask)).join(''));

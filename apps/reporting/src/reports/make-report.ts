// Makes one report: reads a snapshot of the read models and writes the file, part by part.
import type { Database } from '@ledgerway/platform';
import { failpoint } from '@ledgerway/platform';
import { fileText, partsOf } from './file-text.js';
import type { ReportAsk } from './report-ask.js';
import { reportRows } from './report-rows.js';
import { withSnapshot } from './snapshot.js';

export const maxPartBytes = 256 * 1024;

export type MakeOptions = {
  readonly database: Database;
  /** Parts are written one after the other, in order. */
  readonly write: (part: number, text: string) => Promise<void>;
  readonly signal: AbortSignal;
};

/** @returns the size of the file in bytes */
export function makeReport(ask: ReportAsk, options: MakeOptions): Promise<number> {
  const { format = 'csv', columns = ask.type.columns } = ask.parameters;
  return withSnapshot(options.database, async (snapshot) => {
    const lines = fileText(format, columns, reportRows(snapshot, ask));
    let [part, size] = [0, 0];
    for await (const { text, bytes } of partsOf(lines, maxPartBytes)) {
      options.signal.throwIfAborted();
      await options.write(part++, text);
      failpoint('reporting.report-part');
      size += bytes;
    }
    return size;
  });
}

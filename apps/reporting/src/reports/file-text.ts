// The rows of a report as the text of a file, line by line.
import type { ReportFormat } from '@ledgerway/contracts';
import { stringify } from 'csv-stringify/sync';
import type { ReportRow } from './report-ask.js';

type Rows = AsyncIterable<ReportRow>;

export const fileText = (format: ReportFormat, columns: readonly string[], rows: Rows) =>
  format === 'csv' ? csvText(columns, rows) : jsonText(columns, rows);

async function* csvText(columns: readonly string[], rows: Rows): AsyncGenerator<string> {
  yield stringify([[...columns]]);
  for await (const row of rows) yield stringify([columns.map((name) => harmless(row[name]))]);
}

type Value = ReportRow[string] | undefined;

const amount = /^-?\d+(\.\d+)?$/;
const formula = /^[=+\-@\t\r]/;

/** A spreadsheet would run a text that looks like a formula. An apostrophe says that it is a text. */
const harmless = (value: Value): Value =>
  typeof value === 'string' && formula.test(value) && !amount.test(value) ? `'${value}` : value;

/** A list of objects, each on a line of its own. */
async function* jsonText(columns: readonly string[], rows: Rows): AsyncGenerator<string> {
  let separator = '[\n';
  for await (const row of rows) {
    const chosen = Object.fromEntries(columns.map((name) => [name, row[name] ?? null]));
    yield separator + JSON.stringify(chosen);
    separator = ',\n';
  }
  yield separator === ',\n' ? '\n]\n' : '[]\n';
}

/** Lines put together to parts of at most so many bytes; a longer line is a part of its own. */
export async function* partsOf(
  lines: AsyncIterable<string>,
  maxBytes: number,
): AsyncGenerator<{ readonly text: string; readonly bytes: number }> {
  let [pending, bytes]: [string[], number] = [[], 0];
  for await (const line of lines) {
    const more = Buffer.byteLength(line);
    if (bytes > 0 && bytes + more > maxBytes) {
      yield { text: pending.join(''), bytes };
      [pending, bytes] = [[], 0];
    }
    pending.push(line);
    bytes += more;
  }
  if (bytes > 0) yield { text: pending.join(''), bytes };
}

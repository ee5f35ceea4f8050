// The text of a settlement file as rows of named fields.
import { CsvError, parse } from 'csv-parse/sync';
import type { Problems } from './problems.js';
import { settlementColumns, type SettlementColumn } from './template.js';

export type CsvRow = {
  readonly line: number;
  readonly fields: Readonly<Record<SettlementColumn, string>>;
};

type Parsed = { readonly record: readonly string[]; readonly info: { readonly lines: number } };

/** Without the header; what is no row of the template becomes a problem. */
export function csvRows(text: string, problems: Problems): CsvRow[] {
  const [header, ...rows] = parsed(text, problems);
  if (header === undefined) {
    if (problems.count === 0) problems.add(null, null, 'The file is empty.');
    return [];
  }
  if (!checkHeader(header.record, problems)) return [];
  return rows.flatMap(({ record, info: { lines: line } }) => {
    if (record.length === settlementColumns.length) return [{ line, fields: named(record) }];
    const expected = `${settlementColumns.length} columns`;
    problems.add(line, null, `It has ${record.length} columns instead of ${expected}.`);
    return [];
  });
}

function parsed(text: string, problems: Problems): Parsed[] {
  try {
    return parse(text, {
      bom: true,
      info: true,
      record_delimiter: ['\n', '\r\n'],
      relax_column_count: true,
    }) as unknown as Parsed[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error['lines']);
    const column = settlementColumns[Number(error['column'])] ?? null;
    problems.add(line, column, 'Its quotes are not those of CSV.');
    return [];
  }
}

function checkHeader(record: readonly string[], problems: Problems): boolean {
  const wrong = settlementColumns.findIndex((column, index) => record[index] !== column);
  if (wrong >= 0)
    problems.add(1, String(wrong + 1), `The header must be '${settlementColumns[wrong]}' here.`);
  else if (record.length > settlementColumns.length)
    problems.add(
      1,
      String(settlementColumns.length + 1),
      'The header has more columns than known.',
    );
  else return true;
  return false;
}

const named = (record: readonly string[]) =>
  Object.fromEntries(
    settlementColumns.map((column, index) => [column, record[index]]),
  ) as CsvRow['fields'];

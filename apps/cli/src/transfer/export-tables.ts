// Writes the rows of tables, as one moment had them.
import type { Transaction } from '@ledgerway/platform';
import { LineFiles } from '../log-files/line-files.js';
import type { ExportedTable } from './manifest.js';

const fetchSql = 'fetch 1000 from exported';

/** @param snapshot a transaction in which nothing changes */
export async function exportTable(
  snapshot: Transaction,
  table: string,
  directory: string,
): Promise<ExportedTable> {
  const files = new LineFiles(directory, `tables/${table}`);
  // As the database writes it: a number that JavaScript cannot hold stays exact.
  await snapshot.query(
    `declare exported no scroll cursor for select row_to_json(t)::text as line from ${table} t`,
  );
  let rows = 0;
  for (;;) {
    const page = await snapshot.query<{ line: string }>(fetchSql);
    if (page.rows.length === 0) break;
    for (const { line } of page.rows) await files.add(line);
    rows += page.rows.length;
  }
  await snapshot.query('close exported');
  return { table, rows, files: await files.end() };
}

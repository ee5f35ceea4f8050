// Puts the rows of tables in the place of those that a first start made: all of them, or none.
import type { Database, Transaction } from '@ledgerway/platform';
import { DamagedFile, readLineFile } from '../log-files/line-files.js';
import type { ExportedTable, Manifest } from './manifest.js';
import { forgetSql, movedTables } from './moved-tables.js';

const columnsSql = `
select attname as name, attidentity <> '' as numbered,
       pg_get_serial_sequence($1, attname) as sequence
from pg_attribute
where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''
order by attnum`;

type Column = { name: string; numbered: boolean; sequence: string | null };

const rowsPerInsert = 500;

/** @throws DamagedFile if the export has a table that this release does not know, or lacks one */
export function importTables(
  database: Database,
  { tables }: Manifest,
  directory: string,
): Promise<void> {
  const exported = new Map(tables.map((table) => [table.table, table]));
  const strange = tables.find(({ table }) => !movedTables.includes(table))?.table;
  const missing = movedTables.find((table) => !exported.has(table));
  if (strange !== undefined || missing !== undefined)
    throw new DamagedFile(`the export is of another release: ${strange ?? missing}`);
  return database.transaction(async (transaction) => {
    await transaction.query(`truncate ${movedTables.join(', ')}`);
    for (const table of movedTables)
      await importTable(transaction, exported.get(table)!, directory);
    for (const statement of forgetSql) await transaction.query(statement);
  });
}

async function importTable(
  transaction: Transaction,
  { table, files }: ExportedTable,
  directory: string,
): Promise<void> {
  const { rows: columns } = await transaction.query<Column>(columnsSql, [table]);
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  // The rows travel as the database wrote them, so that nothing of them is rounded here.
  const insertSql = `
    insert into ${table} (${names}) overriding system value
    select ${names} from json_populate_recordset(null::${table}, $1::json)`;
  for (const file of files) {
    const lines = await readLineFile(directory, file);
    for (let from = 0; from < lines.length; from += rowsPerInsert)
      await transaction.query(insertSql, [
        `[${lines.slice(from, from + rowsPerInsert).join(',')}]`,
      ]);
  }
  for (const { name, sequence } of columns)
    if (sequence !== null)
      await transaction.query(
        `select setval($1, max("${name}")) from ${table} having max("${name}") is not null`,
        [sequence],
      );
}

// Reads a settlement file: all of it or nothing. A file is one batch of one acquirer account, in one
// currency, and its payout line proves that it is whole.
import { createHash } from 'node:crypto';
import { sumOf, type SettlementBatch, type SettlementLine } from '@ledgerway/domain';
import { toJson } from '../wire/json.js';
import { csvRows, type CsvRow } from './csv-rows.js';
import { merchantAccount, merchantAccountNames } from './merchant-account.js';
import { Problems, shown, type Read } from './problems.js';
import { lineOf, RowReader } from './read-row.js';
import { settlementIdOf } from './settlement-ids.js';
import {
  maxBatchBytes,
  maxFileBytes,
  maxSettlementLines,
  payoutType,
  type SettlementColumn,
} from './template.js';

export type SettlementFile = {
  readonly batch: SettlementBatch;
  readonly lines: readonly SettlementLine[];
};

/** SHA-256 in hex: two files are the same if this is. */
export const fileHashOf = (content: string): string =>
  createHash('sha256').update(content).digest('hex');

/** `content` is the file's text, decoded strictly as UTF-8; a byte order mark may lead it. */
export function readSettlementFile(content: string): Read<SettlementFile> {
  const problems = new Problems();
  const file = readable(content, problems) ? fileOf(content, problems) : undefined;
  return file === undefined || problems.count > 0
    ? { ok: false, problems }
    : { ok: true, value: file };
}

/** Text that a strict reader may begin with. */
export function readable(content: string, problems: Problems): boolean {
  if (Buffer.byteLength(content) > maxFileBytes)
    problems.add(null, null, `It is larger than ${maxFileBytes} bytes.`);
  // Whoever decoded it leniently left this character for what it could not read.
  const lost = content.indexOf('\ufffd');
  if (lost >= 0) {
    const line = content.slice(0, lost).split('\n').length;
    problems.add(line, null, 'It is not UTF-8, or was not when it was read before.');
  }
  return problems.count === 0;
}

function fileOf(content: string, problems: Problems): SettlementFile | undefined {
  const rows = csvRows(content, problems);
  const [first] = rows;
  if (first === undefined) {
    if (problems.count === 0) problems.add(null, null, 'It has a header, but no lines.');
    return undefined;
  }
  if (rows.length > maxSettlementLines + 1) {
    problems.add(null, null, `It has more than ${maxSettlementLines} lines.`);
    return undefined;
  }
  checkOneBatch(rows, first, problems);
  const last = rows.at(-1) ?? first;
  const lines = rows
    .filter((row) => row !== last || last.fields['Type'] !== payoutType)
    .flatMap((row) => lineOf(new RowReader(row, problems)) ?? []);
  checkPayout(last, lines, problems);
  if (problems.count > 0) return undefined;
  const file = { batch: batchOf(content, first, lines), lines };
  // Many bytes per character, and long references, make few lines long.
  if (Buffer.byteLength(toJson(file)) > maxBatchBytes)
    problems.add(null, null, `Its lines take more than ${maxBatchBytes} bytes.`);
  return file;
}

/** What all lines of a file say alike. */
const common = ['Merchant Account', 'Net Currency', 'Batch Number'] as const;

function checkOneBatch(rows: readonly CsvRow[], first: CsvRow, problems: Problems): void {
  const account = first.fields['Merchant Account'];
  if (merchantAccount(account) === undefined) {
    const known = merchantAccountNames.join(', ');
    problems.add(first.line, 'Merchant Account', `${shown(account)} is none of ${known}.`);
  }
  if (!/^[A-Za-z0-9-]{1,35}$/.test(first.fields['Batch Number']))
    problems.add(first.line, 'Batch Number', 'It must be 1 to 35 letters, digits and hyphens.');
  for (const { line, fields } of rows)
    for (const column of common)
      if (fields[column] !== first.fields[column])
        problems.add(line, column, `It differs from line ${first.line}.`);
}

function checkPayout(last: CsvRow, lines: readonly SettlementLine[], problems: Problems): void {
  const row = new RowReader(last, problems);
  if (row.text('Type') !== payoutType) {
    row.refuse('Type', `The last line must be a ${payoutType}: the file seems to be cut off.`);
    return;
  }
  for (const column of notOfPayouts)
    if (row.text(column) !== '') row.refuse(column, `A ${payoutType} has none.`);
  const currency = row.currency('Net Currency');
  const paid = currency && row.sided('Net Debit', 'Net Credit', currency);
  // Where lines were refused their sum means nothing.
  if (typeof paid !== 'bigint' || problems.count > 0) return;
  if (-paid !== sumOf(lines.map(({ net }) => net)))
    row.refuse('Net Debit', 'The lines before it do not add up to this.');
}

const notOfPayouts = [
  ...(['Gross Debit', 'Gross Credit', 'Commission', 'Markup', 'Scheme Fees'] as const),
  'Interchange',
] satisfies readonly SettlementColumn[];

function batchOf(
  content: string,
  { fields }: CsvRow,
  lines: readonly SettlementLine[],
): SettlementBatch {
  const owner = merchantAccount(fields['Merchant Account']);
  if (owner === undefined) throw new Error('A file of nobody was not refused');
  const { acquirer, livemode } = owner;
  const [batch, currency] = [fields['Batch Number'], fields['Net Currency'].toLowerCase()];
  const total = (amount: (line: SettlementLine) => bigint) => sumOf(lines.map(amount));
  const own = lines.filter(({ grossCurrency }) => grossCurrency === currency);
  return {
    id: settlementIdOf(acquirer, livemode, batch),
    ...{ acquirer, livemode, batch, currency },
    fileHash: fileHashOf(content),
    totals: {
      lines: lines.length,
      gross: sumOf(own.map(({ gross }) => gross)),
      net: total(({ net }) => net),
      commission: total(({ commission }) => commission),
      markup: total(({ markup }) => markup),
      schemeFees: total(({ schemeFees }) => schemeFees),
      interchange: total(({ interchange }) => interchange),
    },
  };
}

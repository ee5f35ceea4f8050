// One row of a settlement file as a line of the batch. Every field is read strictly; what does not
// fit becomes a problem that names the line and the column.
import { costsIn, isCurrency, type SettlementLine } from '@ledgerway/domain';
import type { CsvRow } from './csv-rows.js';
import { isConverted, minorUnits, positiveDecimal } from './decimal.js';
import { isPlausible } from './plausible-time.js';
import { shown, type Problems } from './problems.js';
import { lineTypes, type SettlementColumn } from './template.js';
import { zonedTime } from './zoned-time.js';

const maxReferenceLength = 80;

/** Reads the fields of one row. */
export class RowReader {
  constructor(
    readonly row: CsvRow,
    private readonly problems: Problems,
  ) {}

  get line(): number {
    return this.row.line;
  }

  text(column: SettlementColumn): string {
    return this.row.fields[column];
  }

  refuse(column: SettlementColumn | null, message: string): undefined {
    this.problems.add(this.line, column, message);
  }

  /** A text of up to 80 printable characters. */
  reference(column: SettlementColumn, { required }: { required: boolean }): string {
    const text = this.text(column);
    if (required && text === '') this.refuse(column, 'It is missing.');
    if (text.length > maxReferenceLength) this.refuse(column, 'It is too long.');
    // What stands here is shown to people: no control characters, and none that reorder text.
    if (/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/u.test(text)) this.refuse(column, 'It is not plain text.');
    return text;
  }

  currency(column: SettlementColumn): string | undefined {
    const text = this.text(column);
    const code = text.toLowerCase();
    if (/^[A-Z]{3}$/.test(text) && isCurrency(code)) return code;
    return this.refuse(column, `${shown(text)} is no currency in capitals.`);
  }

  /** Empty reads as 0. */
  amount(column: SettlementColumn, currency: string): bigint | undefined {
    const text = this.text(column);
    const amount = text === '' ? 0n : minorUnits(text, currency);
    if (amount !== undefined) return amount;
    return this.refuse(column, `${shown(text)} is no amount in ${currency.toUpperCase()}.`);
  }

  /** A credit is positive, a debit negative; at most one of both is there. */
  sided(debit: SettlementColumn, credit: SettlementColumn, currency: string): bigint | undefined {
    const [out, into] = [this.amount(debit, currency), this.amount(credit, currency)];
    if (out === undefined || into === undefined) return undefined;
    if (out < 0n) return this.refuse(debit, 'It is negative.');
    if (into < 0n) return this.refuse(credit, 'It is negative.');
    if (out > 0n && into > 0n) return this.refuse(credit, `${debit} is there as well.`);
    return into - out;
  }
}

/** The line; nothing if any of it was refused. */
export function lineOf(row: RowReader): SettlementLine | undefined {
  const [type, direction] = lineTypes.get(row.text('Type')) ?? [];
  if (type === undefined) row.refuse('Type', `${shown(row.text('Type'))} is no type of line.`);
  const required = type !== 'fee';
  const pspReference = row.reference('PSP Reference', { required });
  const merchantReference = row.reference('Merchant Reference', { required: false });
  const modificationReference = row.reference('Modification Reference', { required });
  const method = row.reference('Payment Method', { required });
  const createdAt = createdAtOf(row);
  const money = moneyOf(row);
  if (type === undefined || createdAt === undefined || money === undefined) return undefined;
  const { gross } = money;
  if ((direction === '+' && gross < 0n) || (direction === '-' && gross > 0n))
    row.refuse(gross < 0n ? 'Gross Debit' : 'Gross Credit', 'It is the wrong side for this type.');
  if (type === 'fee' && (money.grossCurrency !== money.netCurrency || costsIn(money) !== 0n))
    row.refuse('Type', 'A fee is in the currency of the batch, and has no costs of its own.');
  const { netCurrency: _, ...amounts } = money;
  return {
    ...{ number: row.line, type, pspReference, merchantReference, modificationReference, method },
    ...{ createdAt, ...amounts },
  };
}

function createdAtOf(row: RowReader): number | undefined {
  const [date, zone] = [row.text('Creation Date'), row.text('Time Zone')];
  const time = zonedTime(date, zone);
  if (time === 'no zone') return row.refuse('Time Zone', `${shown(zone)} is no time zone.`);
  if (time === 'nothing')
    return row.refuse('Creation Date', `${shown(date)} is no time like 2026-01-31 23:59:59.`);
  if (isPlausible(time)) return time;
  return row.refuse('Creation Date', `${shown(date)} is not in the years 2000 to 2199.`);
}

type Money = Omit<
  SettlementLine,
  | 'number'
  | 'type'
  | 'pspReference'
  | 'merchantReference'
  | 'modificationReference'
  | 'method'
  | 'createdAt'
> & { readonly netCurrency: string };

/** Gross, net and costs, of which gross must be the sum of the others. */
function moneyOf(row: RowReader): Money | undefined {
  const [grossCurrency, netCurrency] = [
    row.currency('Gross Currency'),
    row.currency('Net Currency'),
  ];
  if (grossCurrency === undefined || netCurrency === undefined) return undefined;
  const gross = row.sided('Gross Debit', 'Gross Credit', grossCurrency);
  const net = row.sided('Net Debit', 'Net Credit', netCurrency);
  const commission = row.amount('Commission', netCurrency);
  const markup = row.amount('Markup', netCurrency);
  const schemeFees = row.amount('Scheme Fees', netCurrency);
  const interchange = row.amount('Interchange', netCurrency);
  if (gross === undefined || net === undefined) return undefined;
  if (commission === undefined || markup === undefined) return undefined;
  if (schemeFees === undefined || interchange === undefined) return undefined;
  const rate = row.text('Exchange Rate');
  const settled = net + commission + markup + schemeFees + interchange;
  if (!isGross(row, { amount: gross, currency: grossCurrency }, { settled, netCurrency }, rate))
    return undefined;
  return {
    ...{ grossCurrency, gross, netCurrency, net, commission, markup, schemeFees, interchange },
    rate: grossCurrency === netCurrency ? null : rate,
  };
}

function isGross(
  row: RowReader,
  gross: { readonly amount: bigint; readonly currency: string },
  { settled, netCurrency }: { readonly settled: bigint; readonly netCurrency: string },
  rateText: string,
): boolean {
  if (gross.currency === netCurrency) {
    if (gross.amount === settled) return true;
    row.refuse(null, 'Gross is not net and costs together.');
    return false;
  }
  const rate = positiveDecimal(rateText);
  if (rate === undefined) row.refuse('Exchange Rate', `${shown(rateText)} is no rate.`);
  else if (isConverted(gross, { amount: settled, currency: netCurrency }, rate)) return true;
  else row.refuse('Exchange Rate', 'Gross at this rate is not net and costs together.');
  return false;
}

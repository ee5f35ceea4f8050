// The booked entries of a bank statement. An entry that the bank made of several transactions is
// read as those, since each may pay for another batch.
import { isCurrency, maxSettlementBreaks, sumOf, type BankEntry } from '@ledgerway/domain';
import { deriveSuffix, parseId } from '../ids.js';
import { minorUnits } from './decimal.js';
import { isPlausible } from './plausible-time.js';
import { shown, type Problems } from './problems.js';
import type { XmlNode } from './read-xml.js';

/** Each may become a break, and all breaks of a statement stand in its stream. */
export const maxBankEntries = maxSettlementBreaks;
const maxTextLength = 140;

type Signed = { readonly amount: bigint; readonly currency: string };

/** `Amt` and `CdtDbtInd` as one number: what came in, or stands to our credit, is positive. */
export function signedAmount(
  node: XmlNode,
  direction = node.text('CdtDbtInd'),
): Signed | undefined {
  const currency = (node.attribute('Amt', 'Ccy') ?? '').toLowerCase();
  // Banks may write more decimals than a currency has, if they are zeros.
  const text = (node.text('Amt') ?? '').replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
  const amount = isCurrency(currency) ? minorUnits(text, currency) : undefined;
  if (amount === undefined) return undefined;
  return { amount: direction === 'DBIT' ? -amount : amount, currency };
}

export function bankEntries(report: XmlNode, statementId: string, problems: Problems): BankEntry[] {
  const booked = report.all('Ntry').filter((entry) => entry.text('Sts/Cd') === 'BOOK');
  const read = booked.flatMap((entry) => entriesOf(entry, problems));
  if (read.length > maxBankEntries)
    problems.add(report.line, 'Ntry', `It has more than ${maxBankEntries} entries.`);
  const [first] = read;
  for (const { currency, line } of read)
    if (currency !== first?.currency) problems.add(line, 'Amt', 'It is in another currency.');
  const core = parseId(statementId)?.core ?? '';
  return read.map(({ line: _, ...entry }, index) => ({
    id: `${core}${deriveSuffix('bank entry', String(index))}`,
    ...entry,
  }));
}

type ReadEntry = Omit<BankEntry, 'id'> & { readonly line: number };

function entriesOf(entry: XmlNode, problems: Problems): ReadEntry[] {
  const whole = signedAmount(entry);
  const [bookedAt, valueAt] = [dayOf(entry, 'BookgDt', problems), dayOf(entry, 'ValDt', problems)];
  const at = valueAt ?? bookedAt;
  if (whole === undefined) problems.add(entry.line, 'Amt', 'It is no amount in a known currency.');
  if (at === undefined) problems.add(entry.line, 'ValDt', 'It has neither value nor booking date.');
  if (whole === undefined || at === undefined) return [];
  const transactions = entry.all('NtryDtls/TxDtls');
  const common = {
    bankReference: entry.text('AcctSvcrRef') ?? entry.text('NtryRef') ?? '',
    ...{ bookedAt: bookedAt ?? at, valueAt: at },
  };
  const described = (of: readonly XmlNode[]) => ({ ...common, ...remittanceOf(entry, of) });
  if (transactions.length < 2) return [{ ...whole, ...described(transactions), line: entry.line }];
  const direction = entry.text('CdtDbtInd');
  const parts = transactions.map((one) => ({
    signed: signedAmount(one, one.text('CdtDbtInd') ?? direction),
    one,
  }));
  const amounts = parts.flatMap(({ signed }) => signed?.amount ?? []);
  if (amounts.length < parts.length || sumOf(amounts) !== whole.amount)
    problems.add(entry.line, 'TxDtls', 'Its transactions do not add up to the entry.');
  return parts.flatMap(({ signed, one }) =>
    signed === undefined ? [] : [{ ...signed, ...described([one]), line: one.line }],
  );
}

const isoTime = /^(\d{4}-\d{2}-\d{2})(T[\d:.]+)?(Z|[+-]\d{2}:\d{2})?$/;

/** A date is the day that the bank names, from midnight UTC, whatever zone it adds. */
function dayOf(entry: XmlNode, name: string, problems: Problems): number | undefined {
  const text = entry.text(`${name}/DtTm`) ?? entry.text(`${name}/Dt`);
  if (text === undefined) return undefined;
  const [, day = '', time, zone = 'Z'] = isoTime.exec(text) ?? [];
  const at = Date.parse(time === undefined ? day : `${day}${time}${zone}`);
  if (isPlausible(at)) return at;
  problems.add(entry.line, name, `${shown(text)} is not in the years 2000 to 2199.`);
  return undefined;
}

function remittanceOf(entry: XmlNode, transactions: readonly XmlNode[]) {
  const texts = [
    ...transactions.flatMap((one) => one.all('RmtInf/Ustrd').map(({ content }) => content)),
    ...transactions.flatMap((one) => one.text('Refs/EndToEndId') ?? []),
    entry.text('AddtlNtryInf') ?? '',
  ];
  const text = texts.filter((part) => part !== '').join(' ');
  return { batch: batchNamedIn(text), text: text.slice(0, maxTextLength) };
}

/** Acquirers write it as `… batch 12 …` or `batch: 12`. */
const batchNamedIn = (text: string): string | null =>
  /\bbatch[ :#-]{1,3}([A-Za-z0-9-]{1,35})/i.exec(text)?.[1] ?? null;

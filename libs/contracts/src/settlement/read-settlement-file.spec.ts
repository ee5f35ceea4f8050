import { decimalsOf } from '@ledgerway/domain';
import fc from 'fast-check';
import { minorUnits } from './decimal.js';
import { fileRefused } from './problems.js';
import { readSettlementFile } from './read-settlement-file.js';
import { maxSettlementLines, settlementColumns, type SettlementColumn } from './template.js';
import { zonedTime } from './zoned-time.js';

type Row = Partial<Record<SettlementColumn, string>>;

const sale: Row = {
  'Merchant Account': 'sandbox_test',
  'PSP Reference': 'sbx_1',
  'Merchant Reference': 'ch_1',
  'Payment Method': 'card',
  'Creation Date': '2026-01-05 18:00:00',
  'Time Zone': 'Asia/Hong_Kong',
  Type: 'Settled',
  'Modification Reference': 'ch_1',
  'Gross Currency': 'HKD',
  'Gross Credit': '20.00',
  'Net Currency': 'HKD',
  'Net Credit': '19.78',
  Markup: '0.02',
  'Scheme Fees': '0.04',
  Interchange: '0.16',
  'Batch Number': '7',
};
const refund: Row = {
  ...sale,
  ...{ Type: 'Refunded', 'Modification Reference': 're_1', 'Gross Credit': '', 'Net Credit': '' },
  ...{ 'Gross Debit': '5', 'Net Debit': '5.00', Markup: '', 'Scheme Fees': '', Interchange: '' },
};
const payout = (net: string): Row => ({
  ...{ 'Merchant Account': 'sandbox_test', Type: 'MerchantPayout', 'Net Currency': 'HKD' },
  ...{ 'Net Debit': net, 'Batch Number': '7' },
});

const textOf = (rows: readonly Row[]) =>
  [settlementColumns, ...rows.map((row) => settlementColumns.map((column) => row[column] ?? ''))]
    .map((fields) => `${fields.join(',')}\n`)
    .join('');
const file = (...rows: Row[]) => textOf([...rows, payout('19.78')]);

const value = (content: string) => {
  const read = readSettlementFile(content);
  if (!read.ok) throw new Error(fileRefused(read.problems).message);
  return read.value;
};
const message = (content: string): string => {
  const read = readSettlementFile(content);
  return read.ok ? 'read' : fileRefused(read.problems).message;
};

describe('a settlement file', () => {
  it('is one batch, with its lines and what they add up to', () => {
    const { batch, lines } = value(textOf([sale, refund, payout('14.78')]));
    expect(batch).toMatchObject({
      ...{ acquirer: 'sandbox', livemode: false, batch: '7', currency: 'hkd' },
      id: expect.stringMatching(/^stl_/) as string,
      totals: {
        ...{ lines: 2, gross: 1500n, net: 1478n },
        ...{ commission: 0n, markup: 2n, schemeFees: 4n, interchange: 16n },
      },
    });
    expect(lines.map(({ type, gross, net }) => [type, gross, net])).toEqual([
      ['settled', 2000n, 1978n],
      ['refunded', -500n, -500n],
    ]);
    expect(lines[0]).toMatchObject({ number: 2, createdAt: Date.parse('2026-01-05T10:00:00Z') });
  });

  it.each([
    ['a byte order mark', `\ufeff${file(sale)}`],
    ['line ends of Windows', file(sale).replaceAll('\n', '\r\n')],
    ['no line end at its end', file(sale).slice(0, -1)],
    ['quotes', file({ ...sale, 'Merchant Reference': '"a, ""b"""' })],
    ['refunds that outweigh the sales', textOf([refund, { ...payout(''), 'Net Credit': '5' }])],
    ['an amount converted at a rate', file({ ...sale, ...inYen('307', '0.06515') })],
  ])('may have %s', (_, content) => expect(message(content)).toBe('read'));

  it.each([
    ['another header', file(sale).replace('Markup', 'Mark-up'), /line 1, column 17: The header/],
    ['a column more', file(sale).replaceAll('\n', ',\n'), /line 1, column 21/],
    ['a row that is too short', `${file(sale)}sandbox_test,\n`, /line 4: It has 2 columns/],
    ['an open quote', file({ ...sale, 'PSP Reference': '"x' }), /line \d.*quotes/],
    ['no lines', `${settlementColumns.join(',')}\n`, /no lines/],
    ['nothing', '', /empty/],
    ['no payout: it is cut off', textOf([sale]), /line 2, column Type: .*cut off/],
    ['a payout of something else', textOf([sale, payout('19.79')]), /line 3, column Net Debit/],
    [
      'a payout on the wrong side',
      textOf([sale, { ...payout(''), 'Net Credit': '19.78' }]),
      /add up/,
    ],
    [
      'costs that explain too little',
      file({ ...sale, Markup: '0.01' }),
      /line 2: Gross is not net/,
    ],
    ['a wrong rate', file({ ...sale, ...inYen('307', '0.0655') }), /line 2, column Exchange Rate/],
    ['no rate', file({ ...sale, ...inYen('307', '') }), /line 2, column Exchange Rate/],
    ['too many decimals', file({ ...sale, 'Gross Credit': '20.001' }), /'20.001' is no amount/],
    ['yen with decimals', file({ ...sale, ...inYen('307.5', '0.0651') }), /is no amount in JPY/],
    ['a comma for a point', file({ ...sale, 'Gross Credit': '"20,00"' }), /is no amount in HKD/],
    ['an exponent', file({ ...sale, 'Gross Credit': '2e1' }), /line 2, column Gross Credit/],
    ['an endless amount', file({ ...sale, 'Gross Credit': '9'.repeat(40) }), /is no amount/],
    ['both sides', file({ ...sale, 'Gross Debit': '1.00' }), /Gross Debit is there as well/],
    ['a sale on the side of debits', file({ ...refund, Type: 'Settled' }), /wrong side/],
    ['an unknown type', file({ ...sale, Type: 'Gift' }), /line 2, column Type: 'Gift'/],
    ['no reference', file({ ...sale, 'Modification Reference': '' }), /Modification Reference/],
    ['a control character', file({ ...sale, 'PSP Reference': 'a\tb' }), /not plain text/],
    ['a currency of nobody', file({ ...sale, 'Gross Currency': 'XYZ' }), /no currency/],
    ['an impossible day', file({ ...sale, 'Creation Date': '2026-02-30 00:00:00' }), /no time/],
    [
      'a day of another millennium',
      file({ ...sale, 'Creation Date': '9999-02-20 00:00:00' }),
      /2199/,
    ],
    ['an unknown zone', file({ ...sale, 'Time Zone': 'Mars/Base' }), /no time zone/],
    ['two batches', file(sale, { ...refund, 'Batch Number': '8' }), /line 3, column Batch Number/],
    ['a stranger’s account', file({ ...sale, 'Merchant Account': 'other' }), /is none of sandbox_/],
    ['mis-encoded text', file({ ...sale, 'PSP Reference': 'a\ufffd' }), /line 2: It is not UTF-8/],
  ])('with %s is refused, and the place is named', (_, content, refusal) =>
    expect(message(content)).toMatch(refusal),
  );

  it('may have as many lines as there is room for, and not one more', () => {
    const rows = (count: number) => Array.from({ length: count }, () => ({ ...sale }));
    const total = (count: number) => (19.78 * count).toFixed(2);
    const whole = (count: number) => textOf([...rows(count), payout(total(count))]);
    expect(message(whole(maxSettlementLines))).toBe('read');
    expect(message(whole(maxSettlementLines + 1))).toMatch(/more than 2000 lines/);
    expect(message('x'.repeat(1_048_577))).toMatch(/larger than/);
    const wordy = { ...sale, 'PSP Reference': '界'.repeat(80) };
    const long = Array.from({ length: maxSettlementLines }, () => wordy);
    const longest = textOf([...long, payout(total(maxSettlementLines))]);
    expect(message(longest)).toMatch(/more than 800000 bytes|larger than/);
  });

  it('tells all its mistakes, but not endlessly many', () => {
    const bad = { ...sale, Type: 'Gift', 'Creation Date': 'today' };
    expect(message(file(bad))).toMatch(/column Creation Date.*|column Type.*/);
    const many = message(file(...Array.from({ length: 30 }, () => bad)));
    expect(many).toMatch(/And \d+ more\.$/);
    expect(many.length).toBeLessThan(5_000);
  });

  it('never throws, and never reads a part of a file for the whole', () => {
    const whole = textOf([sale, refund, payout('14.78')]);
    fc.assert(
      fc.property(fc.nat(whole.length - 2), fc.string(), (cut, noise) => {
        expect(message(whole.slice(0, cut))).not.toBe('read');
        message(whole.slice(0, cut) + noise + whole.slice(cut));
      }),
    );
  });
});

/** What changes in a line if the payer paid in yen. */
function inYen(gross: string, rate: string): Row {
  return { 'Gross Currency': 'JPY', 'Gross Credit': gross, 'Exchange Rate': rate };
}

describe('an amount as text', () => {
  it('comes back exactly, in any currency', () =>
    fc.assert(
      fc.property(
        fc.constantFrom('hkd', 'jpy', 'kwd'),
        fc.bigInt(-(10n ** 12n), 10n ** 12n),
        (currency, amount) => {
          const digits = (amount < 0n ? -amount : amount).toString().padStart(4, '0');
          const at = digits.length - decimalsOf(currency);
          const text = `${digits.slice(0, at)}${at < digits.length ? '.' : ''}${digits.slice(at)}`;
          expect(minorUnits(`${amount < 0n ? '-' : ''}${text}`, currency)).toBe(amount);
        },
      ),
    ));
});

describe('a time with its zone', () => {
  it.each([
    ['2026-01-05 18:00:00', 'Asia/Hong_Kong', '2026-01-05T10:00:00Z'],
    ['2026-01-05 18:00:00', 'UTC', '2026-01-05T18:00:00Z'],
    ['2026-03-29 01:59:59', 'Europe/Berlin', '2026-03-29T00:59:59Z'],
    ['2026-03-29 03:00:00', 'Europe/Berlin', '2026-03-29T01:00:00Z'],
    ['2026-10-25 02:30:00', 'Europe/Berlin', '2026-10-25T00:30:00Z'], // The first of both.
  ])('%s in %s is %s', (text, zone, moment) =>
    expect(zonedTime(text, zone)).toBe(Date.parse(moment)),
  );
  it.each([
    ['2026-03-29 02:30:00', 'Europe/Berlin'], // Clocks skipped it.
    ['2026-02-29 00:00:00', 'UTC'],
    ['2026-01-05T18:00:00', 'UTC'],
  ])('%s in %s is none', (text, zone) => expect(zonedTime(text, zone)).toBe('nothing'));
});

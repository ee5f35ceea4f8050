// The settlement file as the sandbox writes it: CSV, a line for each movement and one for the payout.
import { inMajorUnits, sumOf } from '@ledgerway/domain';
import { authorizationReferences } from '../references.js';
import { methodOf, netOf, type SettledLine } from './tariff.js';

const header =
  'Merchant Account,PSP Reference,Merchant Reference,Payment Method,Creation Date,Time Zone,Type,' +
  'Modification Reference,Gross Currency,Gross Debit,Gross Credit,Exchange Rate,Net Currency,' +
  'Net Debit,Net Credit,Commission,Markup,Scheme Fees,Interchange,Batch Number';

export type FileToWrite = {
  readonly livemode: boolean;
  readonly currency: string;
  readonly batch: string;
  readonly lines: readonly SettledLine[];
};

/** Of a merchant's id there is nothing in it: who sold what is our business. */
export function settlementFile({ livemode, currency, batch, lines }: FileToWrite): string {
  const account = livemode ? 'sandbox_live' : 'sandbox_test';
  const code = currency.toUpperCase();
  const major = (amount: bigint) => inMajorUnits({ amount, currency });
  const sides = (amount: bigint) => (amount < 0n ? [major(-amount), ''] : ['', major(amount)]);
  const rows = lines.map((line) => {
    const { type, reference, authorizationIntentId, at } = line.movement;
    const { acquirerReference } = authorizationReferences(authorizationIntentId);
    const date = at.toISOString().slice(0, 19).replace('T', ' ');
    return [
      ...[account, acquirerReference, authorizationIntentId, methodOf(line.movement), date, 'UTC'],
      ...[type, reference, code, ...sides(line.gross), '', code, ...sides(netOf(line))],
      ...[line.commission, line.markup, line.schemeFees, line.interchange].map(major),
      batch,
    ];
  });
  const [paidIn, paidOut] = sides(sumOf(lines.map(netOf)));
  const blank = Array<string>(5).fill('');
  const payout = [
    ...[account, ...blank, 'MerchantPayout', ...blank, code, paidOut, paidIn],
    ...['', '', '', '', batch],
  ];
  return [header, ...[...rows, payout].map((row) => row.join(','))].join('\n') + '\n';
}

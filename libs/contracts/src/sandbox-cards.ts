// The cards of test mode: the ecosystem's well-known numbers and token names. What each of them
// does is the sandbox acquirer's business; it goes by `instrument`, the canonical token name.
import type { CardSnapshot } from '@ledgerway/domain';
import { deriveSuffix } from './ids.js';

type Row = readonly [token: string, number: string, traits?: Partial<CardSnapshot>];

const credit = (brand: string) => ({ brand });
const enrolled = (authentication: NonNullable<CardSnapshot['authentication']> = 'required') => ({
  authentication,
});
const debit = (brand = 'visa') => ({ brand, funding: 'debit' as const });

const byBrand: readonly Row[] = [
  ['tok_visa', '4242424242424242'],
  ['tok_visa_debit', '4000056655665556', debit()],
  ['tok_mastercard', '5555555555554444', credit('mastercard')],
  ['tok_mastercard_debit', '5200828282828210', debit('mastercard')],
  ['tok_mastercard_prepaid', '5105105105105100', { brand: 'mastercard', funding: 'prepaid' }],
  ['tok_amex', '378282246310005', credit('amex')],
  ['tok_discover', '6011111111111117', credit('discover')],
  ['tok_diners', '3056930009020004', credit('diners')],
  ['tok_jcb', '3566002020360505', { brand: 'jcb', country: 'JP' }],
  ['tok_unionpay', '6200000000000005', { brand: 'unionpay', country: 'CN' }],
];

const byBehaviour: readonly Row[] = [
  ['tok_chargeDeclined', '4000000000000002'],
  ['tok_chargeDeclinedInsufficientFunds', '4000000000009995'],
  ['tok_chargeDeclinedLostCard', '4000000000009987'],
  ['tok_chargeDeclinedStolenCard', '4000000000009979'],
  ['tok_chargeDeclinedExpiredCard', '4000000000000069'],
  ['tok_chargeDeclinedIncorrectCvc', '4000000000000127'],
  ['tok_chargeDeclinedProcessingError', '4000000000000119'],
  ['tok_chargeDeclinedVelocityLimitExceeded', '4000000000006975'],
  ['tok_chargeDeclinedFraudulent', '4100000000000019'],
  ['tok_chargeCustomerFail', '4000000000000341'],
  ['tok_cvcCheckFail', '4000000000000101'],
  ['tok_avsZipFail', '4000000000000036'],
  ['tok_bypassPending', '4000000000000077', { funds: 'immediate' }],
  ['tok_pendingRefund', '4000000000007726'],
  ['tok_refundFail', '4000000000005126'],
  ['tok_createDispute', '4000000000000259'],
  ['tok_createDisputeProductNotReceived', '4000000000002685'],
  ['tok_createDisputeInquiry', '4000000000001976'],
  ['tok_threeDSecure2Required', '4000000000003220', enrolled()],
  ['tok_authenticationRequiredOnSetup', '4000002500003155', enrolled('required_unless_set_up')],
  ['tok_authenticationRequired', '4000002760003184', enrolled()],
  ['tok_authenticationRequiredChargeDeclined', '4000008400001629', enrolled()],
  ['tok_authenticationRequiredChargeDeclinedInsufficientFunds', '4000008260003178', enrolled()],
  ['tok_threeDSecureProcessingError', '4000000000003097', enrolled()],
  ['tok_threeDSecureOptional', '4000000000003055', enrolled('optional')],
];

const byCountry: readonly Row[] = (
  'ae 4000007840000001 ar 4000000320000021 at 4000000400000008 au 4000000360000006 ' +
  'be 4000000560000004 bg 4000001000000000 br 4000000760000002 by 4000001120000005 ' +
  'ca 4000001240000000 ch 4000007560000009 cl 4000001520000001 cn 4000001560000002 ' +
  'co 4000001700000003 cr 4000001880000005 cy 4000001960000008 cz 4000002030000002 ' +
  'de 4000002760000016 dk 4000002080000001 ec 4000002180000000 ee 4000002330000009 ' +
  'es 4000007240000007 fi 4000002460000001 fr 4000002500000003 gb 4000008260000000 ' +
  'gi 4000002920000005 gr 4000003000000030 hk 4000003440000004 hr 4000001910000009 ' +
  'hu 4000003480000005 ie 4000003720000005 in 4000003560000008 it 4000003800000008 ' +
  'jp 4000003920000003 li 4000004380000004 lt 4000004400000000 lu 4000004420000006 ' +
  'lv 4000004280000005 mt 4000004700000007 mx 4000004840008001 my 4000004580000002 ' +
  'nl 4000005280000002 no 4000005780000007 nz 4000005540000008 pa 4000005910000000 ' +
  'pe 4000006040000068 pl 4000006160000005 pt 4000006200000007 py 4000006000000066 ' +
  'ro 4000006420000001 sa 4000006820000007 se 4000007520000008 sg 4000007020000003 ' +
  'si 4000007050000006 sk 4000007030000001 th 4000007640000003 tw 4000001580000008 ' +
  'uy 4000008580000003'
)
  .match(/[a-z]{2} \d+/g)!
  .map((pair) => pair.split(' ') as [string, string])
  .map(([country, number]) => [`tok_${country}`, number, { country: country.toUpperCase() }]);

const rows = [...byBrand, ...byBehaviour, ...byCountry];

/** Other names and numbers of the same behaviour. */
const alsoNamed: Readonly<Record<string, string>> = {
  tok_us: 'tok_visa',
  tok_radarBlock: 'tok_chargeDeclinedFraudulent',
  tok_threeDSecureRequired: 'tok_threeDSecure2Required',
  tok_threeDSecureRequiredChargeDeclined: 'tok_authenticationRequiredChargeDeclined',
  tok_threeDSecureRequiredProcessingError: 'tok_threeDSecureProcessingError',
};
const alsoNumbered: readonly Row[] = [
  ['tok_mastercard', '2223003122003222', credit('mastercard')],
  ['tok_amex', '371449635398431', credit('amex')],
  ['tok_discover', '6011000990139424', credit('discover')],
  ['tok_discover', '6011981111111113', debit('discover')],
  ['tok_diners', '36227206271667', credit('diners')],
  ['tok_threeDSecure2Required', '4000000000003063', enrolled()],
  ['tok_authenticationRequiredChargeDeclined', '4000008400001280', enrolled()],
];

const snapshot = ([token, number, traits]: Row): CardSnapshot => ({
  id: `card_${deriveSuffix('sandbox card', token)}${deriveSuffix('of test mode', token)}`,
  instrument: token,
  brand: 'visa',
  country: 'US',
  expMonth: 12,
  expYear: 2034,
  fingerprint: deriveSuffix('fingerprint', number),
  funding: 'credit',
  last4: number.slice(-4),
  name: null,
  ...traits,
});

const cards = new Map(rows.map((row) => [row[0], snapshot(row)]));
const cardsByNumber = new Map(
  [...rows, ...alsoNumbered].map((row) => [row[1], snapshot(row)] as const),
);

/** `tok_…` and `pm_card_…`, each with and without the brand that some of the names carry. */
function canonical(source: string): string | undefined {
  const name = /^(?:tok|pm_card)_(\w+)$/.exec(source)?.[1];
  if (name === undefined) return undefined;
  const spellings = [`tok_${name}`, `tok_${name.replace(/^visa_/, '')}`];
  return spellings.map((token) => alsoNamed[token] ?? token).find((token) => cards.has(token));
}

/** The test card of a token or payment method id; none if the source is no test card. */
export function sandboxCard(source: string): CardSnapshot | undefined {
  const token = canonical(source);
  return token === undefined ? undefined : cards.get(token);
}

/** The test card with this number, digits only; none if the number is not a published one. */
export const sandboxCardByNumber = (digits: string): CardSnapshot | undefined =>
  cardsByNumber.get(digits);

/** Every published number, for what must hold for all of them. */
export const testNumbers: readonly string[] = [...cardsByNumber.keys()];

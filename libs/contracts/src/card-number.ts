// What the number of a card says by itself (ISO/IEC 7812-1): whether it can be one, and whose it is.

export type CardBrand =
  'amex' | 'diners' | 'discover' | 'jcb' | 'mastercard' | 'unionpay' | 'unknown' | 'visa';

export type CardNumber = { readonly digits: string; readonly brand: CardBrand };

/** The first digits of a brand's numbers, from and to, and how many digits its numbers have. */
type Range = readonly [brand: CardBrand, from: string, to: string, lengths: readonly number[]];

const sixteenToNineteen = [16, 17, 18, 19];
const ranges: readonly Range[] = [
  ['visa', '4', '4', [13, 16, 19]],
  ['mastercard', '51', '55', [16]],
  ['mastercard', '2221', '2720', [16]],
  ['amex', '34', '34', [15]],
  ['amex', '37', '37', [15]],
  ['discover', '6011', '6011', sixteenToNineteen],
  ['discover', '644', '659', sixteenToNineteen],
  ['diners', '300', '305', [14, ...sixteenToNineteen]],
  ['diners', '36', '36', [14, ...sixteenToNineteen]],
  ['diners', '38', '39', [14, ...sixteenToNineteen]],
  ['jcb', '3528', '3589', sixteenToNineteen],
  ['unionpay', '62', '62', sixteenToNineteen],
];

const anyLengths = [12, 13, 14, 15, ...sixteenToNineteen];

/** True if the last digit is the check digit of the others (ISO/IEC 7812-1, annex B). */
function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const weighted = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return sum % 10 === 0;
}

/**
 * The digits and the brand of a number as a payer types it, with spaces or hyphens.
 *
 * @returns `invalid_number` if it is no number at all, `incorrect_number` if it is nobody's
 */
export function readCardNumber(
  text: string,
): CardNumber | { readonly refused: 'incorrect_number' | 'invalid_number' } {
  const digits = text.replace(/[ -]/g, '');
  if (!/^\d+$/.test(digits)) return { refused: 'invalid_number' };
  const range = ranges.find(
    ([, from, to]) => digits.slice(0, from.length) >= from && digits.slice(0, to.length) <= to,
  );
  const [brand, , , lengths] = range ?? (['unknown', '', '', anyLengths] as const);
  return lengths.includes(digits.length) && passesLuhn(digits)
    ? { digits, brand }
    : { refused: 'incorrect_number' };
}

/** How many digits the security code has: on an American Express it is printed on the front. */
export const cvcLengthOf = (brand: CardBrand): number => (brand === 'amex' ? 4 : 3);

// Decimal text becomes an integer without ever being a float.
import { decimalsOf } from '@ledgerway/domain';

/** More digits than any amount has: what is beyond cannot be stored. */
const maxDigits = 15;

const shape = /^(-?)(\d+)(?:\.(\d+))?$/;

/**
 * `12.3` in HKD is 1230. Nothing for what is no plain decimal number, is too long, or has more
 * decimals than the currency.
 */
export function minorUnits(text: string, currency: string): bigint | undefined {
  const [, sign, whole = '', fraction = ''] = shape.exec(text) ?? [];
  const decimals = decimalsOf(currency);
  if (sign === undefined || fraction.length > decimals) return undefined;
  if (whole.length + decimals > maxDigits) return undefined;
  const amount = BigInt(whole + fraction.padEnd(decimals, '0'));
  return sign === '-' ? -amount : amount;
}

/** An exact number: `numerator` / 10^`decimals`. */
export type Decimal = { readonly numerator: bigint; readonly decimals: number };

const maxRateDigits = 20;

/** A positive rate; nothing for what is none. */
export function positiveDecimal(text: string): Decimal | undefined {
  const [, sign, whole = '', fraction = ''] = shape.exec(text) ?? [];
  if (sign !== '' || whole.length + fraction.length > maxRateDigits) return undefined;
  const numerator = BigInt(whole + fraction);
  return numerator === 0n ? undefined : { numerator, decimals: fraction.length };
}

/**
 * Whether `to` is `from` at this rate, rounded up or down to a whole minor unit. The rate is between
 * major units.
 */
export function isConverted(
  from: { readonly amount: bigint; readonly currency: string },
  to: { readonly amount: bigint; readonly currency: string },
  { numerator, decimals }: Decimal,
): boolean {
  // from / 10^df × n / 10^d = to / 10^dt, all multiplied by what makes them whole.
  const left = from.amount * numerator * 10n ** BigInt(decimalsOf(to.currency));
  const unit = 10n ** BigInt(decimalsOf(from.currency) + decimals);
  const difference = left - to.amount * unit;
  return difference < unit && difference > -unit;
}

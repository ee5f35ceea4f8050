import { decimalsOf, type MerchantEventOf } from '@ledgerway/domain';

type Rate = MerchantEventOf<'FundsConverted'>['rate'];

/**
 * The exact rate between minor units. `rate` is a plain decimal number: major units of `to` for one
 * major unit of `from`, as people say it.
 */
export function rateFrom(rate: string, from: string, to: string): Rate {
  const [whole = '0', fraction = ''] = rate.split('.');
  return {
    numerator: BigInt(whole + fraction) * 10n ** BigInt(decimalsOf(to)),
    denominator: 10n ** BigInt(fraction.length + decimalsOf(from)),
  };
}

// Which amounts may be charged (payment contract, section 1.4).
import { decimalsOf } from '@ledgerway/domain';
import { invalidRequest, type ApiError } from '../errors.js';
import { shownAmount } from '../shown-amount.js';

const maxAmount = 99_999_999n;

/** The least that may be charged, in minor units; currencies that are not here have no minimum. */
const minimums: Readonly<Record<string, bigint>> = {
  aed: 200n,
  aud: 50n,
  cad: 50n,
  chf: 50n,
  dkk: 250n,
  eur: 50n,
  gbp: 30n,
  hkd: 400n,
  jpy: 50n,
  myr: 200n,
  nok: 300n,
  nzd: 50n,
  sek: 300n,
  sgd: 50n,
  thb: 1000n,
  usd: 50n,
};

/** Currencies without a smaller unit in use that are written with two decimals all the same. */
const writtenWithDecimals = ['isk', 'ugx'];

/** Amounts must be a multiple of this: nothing smaller can be paid in that currency. */
function stepOf(currency: string): bigint {
  if (writtenWithDecimals.includes(currency)) return 100n;
  return decimalsOf(currency) === 3 ? 10n : 1n;
}

/** Why this much cannot be charged in this currency; none if it can. */
export function chargeAmountRefusal(amount: bigint, currency: string): ApiError | undefined {
  if (amount > maxAmount)
    return invalidRequest(
      `Amount must be no more than ${shownAmount({ amount: maxAmount, currency })}`,
      {
        code: 'amount_too_large',
        param: 'amount',
      },
    );
  const minimum = minimums[currency] ?? 1n;
  if (amount < minimum)
    return invalidRequest(`Amount must be at least ${shownAmount({ amount: minimum, currency })}`, {
      code: 'amount_too_small',
      param: 'amount',
    });
  const step = stepOf(currency);
  if (amount % step === 0n) return undefined;
  return invalidRequest(`Amounts in ${currency.toUpperCase()} must be a multiple of ${step}`, {
    code: 'parameter_invalid_integer',
    param: 'amount',
  });
}

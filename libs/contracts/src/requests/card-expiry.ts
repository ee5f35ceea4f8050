// Until when a card is good, as it is written on it.
import { cardError, type ApiError } from '../errors.js';
import { Integer } from './parameters.js';

const badMonth = cardError('invalid_expiry_month', "Your card's expiration month is invalid.", {
  param: 'exp_month',
});
const badYear = cardError('invalid_expiry_year', "Your card's expiration year is invalid.", {
  param: 'exp_year',
});

type Options = { required?: true };

export const ExpMonth = (options: Options = {}) =>
  Integer({ min: 1, max: 12, refusal: badMonth, ...options });

/** As it was written; `fullYear` makes four digits of two. */
export const ExpYear = (options: Options = {}) =>
  Integer({ min: 0, max: 9999, refusal: badYear, ...options });

/** Two digits are a year of this century. */
export const fullYear = (year: number): number => (year < 100 ? 2000 + year : year);

/** The 402 of a card that has expired, or whose year is too far away to be meant. */
export function expiryRefusal(expMonth: number, expYear: number, now: Date): ApiError | undefined {
  const age = now.getUTCFullYear() - expYear;
  if (age > 0 || age < -50) return badYear;
  return age === 0 && expMonth < now.getUTCMonth() + 1 ? badMonth : undefined;
}

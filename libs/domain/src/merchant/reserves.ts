// What is decided about money held back, and money changed into another currency.
import { accept, reject } from '../decision.js';
import { convert } from '../ledger/convert.js';
import { isCurrency } from '../money.js';
import type { MerchantResult } from './decide.js';
import { fundsOf } from './funds.js';
import type { Merchant, MerchantCommandOf } from './model.js';
import { withDueReleased } from './release.js';

/** Reserves that hold something at one time. */
export const maxReserves = 100;

/** Only what is available can be held back. */
export function holdReserve(
  command: MerchantCommandOf<'HoldReserve'>,
  before: Merchant,
): MerchantResult {
  const { reserveId: id, amount, currency, description, at } = command;
  if (before.reserves.some((one) => one.id === id)) return accept();
  if (amount <= 0n) return reject('invalid_amount');
  if (before.reserves.length >= maxReserves) return reject('too_many_reserves');
  const { events, merchant } = withDueReleased(before, at);
  if (amount > fundsOf(merchant, currency).available) return reject('balance_insufficient');
  const { merchantId, livemode } = merchant;
  const reserve = { id, currency, amount, description, at };
  return accept(...events, { type: 'ReserveHeld', merchantId, livemode, reserve, at });
}

export function releaseReserve(
  { reserveId, releaseId, amount: asked, at }: MerchantCommandOf<'ReleaseReserve'>,
  { reserves, merchantId, livemode }: Merchant,
): MerchantResult {
  const reserve = reserves.find(({ id }) => id === reserveId);
  if (reserve === undefined) return reject('reserve_not_found');
  const amount = asked ?? reserve.amount;
  if (amount <= 0n) return reject('invalid_amount');
  if (amount > reserve.amount) return reject('reserve_insufficient');
  const owner = { merchantId, livemode };
  const { currency } = reserve;
  return accept({
    type: 'ReserveReleased',
    ...owner,
    reserveId,
    releaseId,
    amount,
    currency,
    at,
  });
}

/** Refused if nothing would be left of it: rounding is for the house. */
export function convertFunds(
  command: MerchantCommandOf<'ConvertFunds'>,
  before: Merchant,
): MerchantResult {
  const { conversionId, from, to: currency, rate, marginBps, at } = command;
  if (from.amount <= 0n) return reject('invalid_amount');
  const isRate = rate.numerator > 0n && rate.denominator > 0n && marginBps >= 0;
  if (!isRate || !isCurrency(currency) || currency === from.currency)
    return reject('conversion_not_possible');
  const { margin, net } = convert(from.amount, rate, marginBps);
  if (net <= 0n) return reject('conversion_not_possible');
  const { events, merchant } = withDueReleased(before, at);
  if (from.amount > fundsOf(merchant, from.currency).available)
    return reject('balance_insufficient');
  const { merchantId, livemode } = merchant;
  const owner = { merchantId, livemode };
  const terms = { conversionId, from, to: { currency, amount: net }, margin, rate, marginBps };
  return accept(...events, { type: 'FundsConverted', ...owner, ...terms, at });
}

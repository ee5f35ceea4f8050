// What the public API answers when a merchant's stream refuses a command: payouts, reserves, conversions.
import { maxOpenPayouts, maxReserves, type MerchantRejection } from '@ledgerway/domain';
import { invalidRequest, resourceMissing } from '../errors.js';
import type { ToApiError } from './context.js';

export const merchantRejectionAnswers: Readonly<Record<MerchantRejection, ToApiError>> = {
  merchant_not_found: ({ id }) => resourceMissing('account', id),
  payout_not_found: ({ id }) => resourceMissing('payout', id),
  balance_insufficient: () =>
    invalidRequest(
      'You have insufficient funds in your account for this. Only what is available can be used: ' +
        'see your balance for what is, and for what is still pending.',
      { code: 'balance_insufficient', param: 'amount' },
    ),
  too_many_payouts: () =>
    invalidRequest(`There can be up to ${maxOpenPayouts} payouts under way at one time.`),
  payout_not_cancelable: ({ id }) =>
    invalidRequest(`Payout ${id} cannot be canceled: only a pending payout can be.`),
  payout_not_reversible: ({ id }) =>
    invalidRequest(
      `Payout ${id} cannot be reversed: only a paid payout that was not taken back can be.`,
    ),
  payout_not_failable: ({ id }) =>
    invalidRequest(`Payout ${id} has ended already, so it cannot fail.`),
  payout_not_due: ({ id }) => invalidRequest(`Payout ${id} is not due yet.`),
  reserve_not_found: ({ id }) => resourceMissing('reserve', id),
  reserve_insufficient: ({ id }) =>
    invalidRequest(`Reserve ${id} holds less than that.`, { param: 'amount' }),
  too_many_reserves: () =>
    invalidRequest(`There can be up to ${maxReserves} reserves that hold something.`),
  conversion_not_possible: () =>
    invalidRequest('This cannot be converted: see the amount, the currencies and the rate.'),
};

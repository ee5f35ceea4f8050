// Makes available what is due.
import type { Timestamp } from '../charge/model.js';
import { dueFunds, releaseFunds } from './funds.js';
import type { Merchant, MerchantEvent } from './model.js';

/**
 * The merchant with all that is due by `at` available, and the event that says so, if anything is.
 * Never by less than before: the clocks of two processes may disagree.
 */
export function withDueReleased(
  merchant: Merchant,
  at: Timestamp,
): { readonly events: MerchantEvent[]; readonly merchant: Merchant } {
  const { merchantId, livemode, releasedThrough } = merchant;
  const through = Math.max(releasedThrough, at);
  const released = dueFunds(merchant, through);
  if (released.length === 0) return { events: [], merchant };
  const events: MerchantEvent[] = [
    { type: 'FundsReleased', merchantId, livemode, through, released, at },
  ];
  return { events, merchant: releaseFunds(merchant, through) };
}

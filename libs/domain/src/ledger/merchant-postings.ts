// What the events of a merchant's stream mean in double entry. What it records of charges was posted
// by these charges already.
import type { MerchantEvent } from '../merchant/model.js';
import type { Money } from '../money.js';
import { account } from './accounts.js';
import type { Posting } from './postings.js';

/** Debits the one account and credits the other; an amount below zero does the opposite. */
const move = (debit: string, credit: string, { amount, currency }: Money): Posting[] =>
  amount === 0n
    ? []
    : [
        { account: debit, layer: 'posted', currency, amount },
        { account: credit, layer: 'posted', currency, amount: -amount },
      ];

/** `bank` names the bank account that payouts leave from. */
export function merchantPostings(event: MerchantEvent, bank: string): Posting[] {
  const { merchantId } = event;
  const pending = account('merchant_pending', merchantId);
  const available = account('merchant_available', merchantId);
  const inTransit = account('payout_in_transit', merchantId);
  const atBank = account('bank', bank);
  switch (event.type) {
    case 'FundsReleased':
      return event.released.flatMap((money) => move(pending, available, money));
    case 'PayoutCreated':
      return move(available, inTransit, event.payout);
    case 'PayoutPaid':
      return move(inTransit, atBank, event);
    case 'PayoutFailed':
      return move(event.returned ? atBank : inTransit, available, event);
    case 'PayoutCanceled':
      return move(inTransit, available, event);
    case 'PayoutReversed':
      return move(available, atBank, event.reversal);
    case 'ReserveHeld':
      return move(available, account('merchant_reserve', merchantId), event.reserve);
    case 'ReserveReleased':
      return move(account('merchant_reserve', merchantId), available, event);
    case 'FundsConverted': {
      const { from, to, margin } = event;
      const position = account('fx_position');
      return [
        ...move(available, position, from),
        ...move(position, available, to),
        ...move(position, account('fx_margin'), { ...to, amount: margin }),
      ];
    }
    default:
      return [];
  }
}

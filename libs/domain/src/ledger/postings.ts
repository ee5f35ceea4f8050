// What each event of a charge means in double entry. Pure; reporting applies it, `verify` repeats it.
import type { Charge, ChargeEvent } from '../charge/model.js';
import { account, type Layer } from './accounts.js';

/** One leg of an entry: minor units of `currency`, a debit is positive, a credit negative. */
export type Posting = {
  readonly account: string;
  readonly layer: Layer;
  readonly currency: string;
  readonly amount: bigint;
};

/**
 * The balanced legs of an event, none if it moves no money. `charge` is the state after the event.
 * The legs add up to zero per currency and layer (invariant I1).
 */
export function postings(event: ChargeEvent, charge: Charge, acquirer = 'sandbox'): Posting[] {
  const { merchantId, currency } = charge.terms;
  const receivable = account('acquirer_receivable', acquirer);
  const pending = account('merchant_pending', merchantId);
  const available = account('merchant_available', merchantId);
  const inTransit = account('refund_in_transit', acquirer);
  const move = (layer: Layer, debit: string, credit: string, amount: bigint): Posting[] =>
    amount === 0n
      ? []
      : [
          { account: debit, layer, currency, amount },
          { account: credit, layer, currency, amount: -amount },
        ];
  const release = (amount: bigint) => move('pending', pending, receivable, amount);
  switch (event.type) {
    case 'ChargeAuthorized':
      return move('pending', receivable, pending, event.amount);
    case 'ChargeCaptured':
      return [
        ...release(event.amount + event.released),
        ...move('posted', receivable, pending, event.amount),
      ];
    case 'ChargeVoided':
    case 'ChargeExpired':
      return release(event.released);
    case 'RefundRequested':
      return move('posted', available, inTransit, event.amount);
    case 'RefundSucceeded':
      return move('posted', inTransit, receivable, event.amount);
    case 'RefundFailed':
      return move('posted', inTransit, available, event.amount);
    default:
      return [];
  }
}

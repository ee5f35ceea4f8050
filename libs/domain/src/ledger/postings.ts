// What each event means in double entry. Pure; reporting applies it, `verify` repeats it.
import type { Charge } from '../charge/model.js';
import type { UnmatchedCredit } from '../payment-intent/model.js';
import { isSettlementEvent } from '../settlement/model.js';
import { settlementPostings } from '../settlement/postings.js';
import type { StreamEvent } from '../stream/model.js';
import { account, type Layer } from './accounts.js';
import { capturedFundsAvailableAt } from './availability.js';
import { merchantPostings } from './merchant-postings.js';

/** One leg of an entry: minor units of `currency`, a debit is positive, a credit negative. */
export type Posting = {
  readonly account: string;
  readonly layer: Layer;
  readonly currency: string;
  readonly amount: bigint;
};

/**
 * The balanced legs of an event, none if it moves no money. `charge` is the one that the event is
 * about, as it is after the event. The legs add up to zero per currency and layer (invariant I1).
 */
export function postings(
  event: StreamEvent,
  charge: Charge | null,
  acquirer = 'sandbox',
): Posting[] {
  if (event.type === 'CreditUnmatched') return heldInSuspense(event.credit, acquirer);
  if (isSettlementEvent(event)) return settlementPostings(event);
  // A merchant's stream says in each event whose it is; no other stream does.
  if ('merchantId' in event) return merchantPostings(event, acquirer);
  return charge === null ? [] : postingsOf(event, charge, acquirer);
}

/** Money that pays for nothing is in the bank, and nobody's until a person says whose. */
function heldInSuspense({ currency, amount }: UnmatchedCredit, acquirer: string): Posting[] {
  const leg = (name: string, signed: bigint): Posting => ({
    account: name,
    layer: 'posted',
    currency,
    amount: signed,
  });
  return [leg(account('bank', acquirer), amount), leg(account('suspense', acquirer), -amount)];
}

function postingsOf(event: StreamEvent, charge: Charge, acquirer: string): Posting[] {
  const { merchantId, currency, method } = charge.terms;
  const receivable = account('acquirer_receivable', acquirer);
  const disputed = account('dispute_receivable', acquirer);
  const pending = account('merchant_pending', merchantId);
  const available = account('merchant_available', merchantId);
  const disputeHold = account('merchant_dispute_hold', merchantId);
  const inTransit = account('refund_in_transit', acquirer);
  const legs = (layer: Layer, debit: string, credit: string, amount: bigint): Posting[] =>
    amount === 0n
      ? []
      : [
          { account: debit, layer, currency, amount },
          { account: credit, layer, currency, amount: -amount },
        ];
  const promise = (debit: string, credit: string, amount: bigint) =>
    legs('pending', debit, credit, amount);
  const move = (debit: string, credit: string, amount: bigint) =>
    legs('posted', debit, credit, amount);
  switch (event.type) {
    case 'ChargeAuthorized':
      return promise(receivable, pending, event.amount);
    case 'ChargeCaptured': {
      const isHeld = capturedFundsAvailableAt(charge.terms, event.at) !== null;
      const owed = isHeld ? pending : available;
      return [
        ...promise(pending, receivable, event.amount + event.released),
        ...move(receivable, owed, event.amount),
        ...move(owed, account('fee', method), event.fee),
        ...move(owed, account('tax_payable'), event.tax),
      ];
    }
    case 'ChargeVoided':
    case 'ChargeExpired':
      return promise(pending, receivable, event.released);
    case 'RefundRequested':
      return move(available, inTransit, event.amount);
    case 'RefundSucceeded':
      return move(inTransit, receivable, event.amount);
    case 'RefundFailed':
      return move(event.returned === true ? receivable : inTransit, available, event.amount);
    case 'RefundCanceled':
      return move(inTransit, available, event.amount);
    case 'DisputeOpened':
      return event.warning
        ? []
        : [
            ...move(disputed, receivable, event.amount),
            ...move(available, disputeHold, event.amount),
            ...move(available, receivable, event.fee),
          ];
    case 'DisputeClosed':
      if (event.outcome === 'lost') return move(disputeHold, disputed, event.amount);
      return event.outcome === 'warning_closed'
        ? []
        : [
            ...move(receivable, disputed, event.amount),
            ...move(disputeHold, available, event.amount),
            ...move(receivable, available, event.fee),
          ];
    default:
      return [];
  }
}

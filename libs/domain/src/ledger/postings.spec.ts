import {
  authorized,
  captured,
  caller,
  captureRequested,
  expired,
  refundRequested,
  refundSucceeded,
  refusedByIssuer,
  requested,
  terms,
  voided,
  voidRequested,
} from '../testing/examples.js';
import { disputeClosed, disputeOpened, inquiryOpened, sale } from '../testing/dispute-examples.js';
import { refundCanceled, refundFailed, refundPending } from '../testing/refund-examples.js';
import {
  fundsRecorded,
  fundsReleased,
  payoutCreated,
  payoutOf,
} from '../testing/merchant-examples.js';
import { charge } from '../charge/charge.js';
import type { Charge, ChargeEvent } from '../charge/model.js';
import type { MerchantEvent } from '../merchant/model.js';
import { account, parseAccount } from './accounts.js';
import { postings } from './postings.js';

/** The legs of the last event, as `layer account amount`. */
const legsOfLast = (...events: ChargeEvent[]) => {
  const state = events.reduce(charge.evolve, charge.initialState) as Charge;
  return postings(events.at(-1)!, state).map(
    (leg) => `${leg.layer} ${leg.account} ${leg.amount} ${leg.currency}`,
  );
};

describe('the postings of a charge', () => {
  it('promise what is authorized', () =>
    expect(legsOfLast(requested, authorized)).toEqual([
      'pending acquirer_receivable:sandbox 2000 hkd',
      'pending merchant_pending:acct_1 -2000 hkd',
    ]));
  it('keep the promise at capture, and give back what is released', () =>
    expect(
      legsOfLast(requested, authorized, captureRequested('c1', 1500n), captured('c1', 1500n, 500n)),
    ).toEqual([
      'pending merchant_pending:acct_1 2000 hkd',
      'pending acquirer_receivable:sandbox -2000 hkd',
      'posted acquirer_receivable:sandbox 1500 hkd',
      'posted merchant_pending:acct_1 -1500 hkd',
    ]));
  it('take what a capture costs off what it brings', () => {
    const costly = (event: ChargeEvent) =>
      event.type === 'ChargeCaptured' ? { ...event, fee: 75n, tax: 8n } : event;
    expect(legsOfLast(...sale.map(costly)).filter((leg) => leg.startsWith('posted'))).toEqual([
      'posted acquirer_receivable:sandbox 2000 hkd',
      'posted merchant_pending:acct_1 -2000 hkd',
      'posted merchant_pending:acct_1 75 hkd',
      'posted fee:card -75 hkd',
      'posted merchant_pending:acct_1 8 hkd',
      'posted tax_payable -8 hkd',
    ]);
  });
  it('make what is captured of one test card available at once', () => {
    const card = { ...terms.card!, funds: 'immediate' as const };
    const immediate = (event: ChargeEvent) =>
      event.type === 'ChargeRequested' ? { ...event, terms: { ...event.terms, card } } : event;
    expect(legsOfLast(...sale.map(immediate)).at(-1)).toBe(
      'posted merchant_available:acct_1 -2000 hkd',
    );
  });
  it.each([
    ['a void', [requested, authorized, voidRequested, voided]],
    ['an expiry', [requested, authorized, expired]],
  ])('give the whole promise back at %s', (_, events) =>
    expect(legsOfLast(...events)).toEqual([
      'pending merchant_pending:acct_1 2000 hkd',
      'pending acquirer_receivable:sandbox -2000 hkd',
    ]),
  );
  it('take a refund from the merchant when it is asked for', () =>
    expect(legsOfLast(...sale, refundRequested('re_1', 500n))).toEqual([
      'posted merchant_available:acct_1 500 hkd',
      'posted refund_in_transit:sandbox -500 hkd',
    ]));
  it('settle it when it is done', () =>
    expect(
      legsOfLast(...sale, refundRequested('re_1', 500n), refundSucceeded('re_1', 500n)),
    ).toEqual([
      'posted refund_in_transit:sandbox 500 hkd',
      'posted acquirer_receivable:sandbox -500 hkd',
    ]));
  it('give it back to the merchant when it fails', () =>
    expect(legsOfLast(...sale, refundRequested('re_1', 500n), refundFailed('re_1', 500n))).toEqual([
      'posted refund_in_transit:sandbox 500 hkd',
      'posted merchant_available:acct_1 -500 hkd',
    ]));
  it('give it back when it is canceled', () =>
    expect(
      legsOfLast(
        ...sale,
        refundRequested('re_1', 500n),
        refundPending('re_1'),
        { type: 'RefundCancelRequested', refundId: 're_1', at: 0 },
        refundCanceled('re_1', 500n),
      ),
    ).toEqual([
      'posted refund_in_transit:sandbox 500 hkd',
      'posted merchant_available:acct_1 -500 hkd',
    ]));
  it('give back what was settled already when the payer’s bank returns it', () =>
    expect(
      legsOfLast(
        ...sale,
        refundRequested('re_1', 500n),
        refundSucceeded('re_1', 500n),
        refundFailed('re_1', 500n, { returned: true }),
      ),
    ).toEqual([
      'posted acquirer_receivable:sandbox 500 hkd',
      'posted merchant_available:acct_1 -500 hkd',
    ]));
  it('take the amount of a dispute and its fee from the merchant at once', () =>
    expect(legsOfLast(...sale, disputeOpened())).toEqual([
      'posted dispute_receivable:sandbox 2000 hkd',
      'posted acquirer_receivable:sandbox -2000 hkd',
      'posted merchant_available:acct_1 2000 hkd',
      'posted merchant_dispute_hold:acct_1 -2000 hkd',
      'posted merchant_available:acct_1 1500 hkd',
      'posted acquirer_receivable:sandbox -1500 hkd',
    ]));
  it('give both back when it is won', () =>
    expect(legsOfLast(...sale, disputeOpened(), disputeClosed('won'))).toEqual([
      'posted acquirer_receivable:sandbox 2000 hkd',
      'posted dispute_receivable:sandbox -2000 hkd',
      'posted merchant_dispute_hold:acct_1 2000 hkd',
      'posted merchant_available:acct_1 -2000 hkd',
      'posted acquirer_receivable:sandbox 1500 hkd',
      'posted merchant_available:acct_1 -1500 hkd',
    ]));
  it('clear what was held when it is lost', () =>
    expect(legsOfLast(...sale, disputeOpened(), disputeClosed('lost'))).toEqual([
      'posted merchant_dispute_hold:acct_1 2000 hkd',
      'posted dispute_receivable:sandbox -2000 hkd',
    ]));
  it('hold money that pays for nothing in suspense', () => {
    const credit = {
      ...{ creditId: 'credit_1', merchantId: 'acct_1', livemode: false },
      ...{ amount: 1999n, currency: 'hkd', reference: 'fps1', bankReference: 'bank_1' },
      ...({ cause: 'short', at: 0 } as const),
    };
    const held = postings({ type: 'CreditUnmatched', credit, at: 0 }, null);
    expect(held).toEqual([
      { account: 'bank:sandbox', layer: 'posted', currency: 'hkd', amount: 1999n },
      { account: 'suspense:sandbox', layer: 'posted', currency: 'hkd', amount: -1999n },
    ]);
  });
  it.each([
    ['a request', [requested]],
    ['a decline', [requested, refusedByIssuer]],
    ['a wish to capture', [requested, authorized, captureRequested('c1', 1n)]],
    ['a wish to void', [requested, authorized, voidRequested]],
    ['an inquiry', [...sale, inquiryOpened]],
    ['the end of an inquiry', [...sale, inquiryOpened, disputeClosed('warning_closed')]],
  ])('are none for %s', (_, events) => expect(legsOfLast(...events)).toEqual([]));
});

describe('the postings of a merchant', () => {
  const legsOf = (event: MerchantEvent) =>
    postings(event, null).map((leg) => `${leg.account} ${leg.amount} ${leg.currency}`);
  const money = { currency: 'hkd', amount: 500n };
  const paid = { ...caller, ...money, payoutId: 'po_1', at: 0 };

  it('make available what was pending', () =>
    expect(legsOf(fundsReleased(500n))).toEqual([
      'merchant_pending:acct_1 500 hkd',
      'merchant_available:acct_1 -500 hkd',
    ]));
  it('bring a payout to the bank by way of what is in transit', () => {
    expect(legsOf(payoutCreated(payoutOf('po_1', 500n)))).toEqual([
      'merchant_available:acct_1 500 hkd',
      'payout_in_transit:acct_1 -500 hkd',
    ]);
    expect(legsOf({ type: 'PayoutPaid', ...paid })).toEqual([
      'payout_in_transit:acct_1 500 hkd',
      'bank:sandbox -500 hkd',
    ]);
  });
  it.each([
    ['what failed', false, 'payout_in_transit:acct_1'],
    ['what had been paid', true, 'bank:sandbox'],
  ])('give back %s from where it is', (_, returned, from) => {
    const failure = { code: 'account_closed', message: '' };
    expect(legsOf({ type: 'PayoutFailed', ...paid, failure, returned })).toEqual([
      `${from} 500 hkd`,
      'merchant_available:acct_1 -500 hkd',
    ]);
  });
  it('take a reversed payout back from the bank', () => {
    const reversal = payoutOf('po_2', -500n);
    const reversed = { ...caller, payoutId: 'po_1', reversal, at: 0 };
    expect(legsOf({ type: 'PayoutReversed', ...reversed })).toEqual([
      'merchant_available:acct_1 -500 hkd',
      'bank:sandbox 500 hkd',
    ]);
  });
  it('hold a reserve', () => {
    const reserve = { ...money, id: 'rsv_1', description: null, at: 0 };
    expect(legsOf({ type: 'ReserveHeld', ...caller, reserve, at: 0 })).toEqual([
      'merchant_available:acct_1 500 hkd',
      'merchant_reserve:acct_1 -500 hkd',
    ]);
  });
  it('convert by way of a position in each currency, with the margin in a leg of its own', () => {
    const converted: MerchantEvent = {
      type: 'FundsConverted',
      ...caller,
      conversionId: 'fx_1',
      from: money,
      to: { currency: 'usd', amount: 63n },
      margin: 1n,
      rate: { numerator: 128n, denominator: 1000n },
      marginBps: 100,
      at: 0,
    };
    expect(legsOf(converted)).toEqual([
      'merchant_available:acct_1 500 hkd',
      'fx_position -500 hkd',
      'fx_position 63 usd',
      'merchant_available:acct_1 -63 usd',
      'fx_position 1 usd',
      'fx_margin -1 usd',
    ]);
  });
  it('are none for what charges have posted already', () =>
    expect(legsOf(fundsRecorded({ '0': 1 }, [{ ...money, availableAt: null }]))).toEqual([]));
});

describe('the name of an account', () => {
  it('is its kind and its owner', () => {
    expect(account('merchant_pending', 'acct_1')).toBe('merchant_pending:acct_1');
    expect(parseAccount('merchant_pending:acct_1')).toEqual({
      kind: 'merchant_pending',
      owner: 'acct_1',
    });
  });
  it('is its kind alone if nobody owns it', () => {
    expect(account('rounding')).toBe('rounding');
    expect(parseAccount('rounding')).toEqual({ kind: 'rounding', owner: null });
  });
  it.each(['piggy_bank:acct_1', 'constructor', ''])('must be in the chart: %j is not', (name) =>
    expect(() => parseAccount(name)).toThrow('No account'),
  );
});

import {
  authorized,
  captured,
  captureRequested,
  expired,
  refundRequested,
  refundSucceeded,
  refusedByIssuer,
  requested,
  saleRequested,
  sold,
  voided,
  voidRequested,
} from '../testing/examples.js';
import { charge } from '../charge/charge.js';
import type { Charge, ChargeEvent } from '../charge/model.js';
import { account, parseAccount } from './accounts.js';
import { postings } from './postings.js';

/** The legs of the last event, as `layer account amount`. */
const legsOfLast = (...events: ChargeEvent[]) => {
  const state = events.reduce(charge.evolve, charge.initialState) as Charge;
  return postings(events.at(-1)!, state).map(
    (leg) => `${leg.layer} ${leg.account} ${leg.amount} ${leg.currency}`,
  );
};

const sale = [saleRequested, authorized, sold];

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
    expect(
      legsOfLast(...sale, refundRequested('re_1', 500n), {
        type: 'RefundFailed',
        refundId: 're_1',
        amount: 500n,
        failure: 'declined',
        at: 0,
      }),
    ).toEqual([
      'posted refund_in_transit:sandbox 500 hkd',
      'posted merchant_available:acct_1 -500 hkd',
    ]));
  it.each([
    ['a request', [requested]],
    ['a decline', [requested, refusedByIssuer]],
    ['a wish to capture', [requested, authorized, captureRequested('c1', 1n)]],
    ['a wish to void', [requested, authorized, voidRequested]],
  ])('are none for %s', (_, events) => expect(legsOfLast(...events)).toEqual([]));
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

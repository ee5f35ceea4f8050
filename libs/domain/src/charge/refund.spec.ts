import { specFor } from '@ledgerway/testing';
import {
  at,
  authorized,
  captured,
  captureRequested,
  done,
  expired,
  failed,
  pending,
  recordRefund,
  refund,
  refundRequested,
  refundSucceeded,
  refusedByIssuer,
  requested,
  saleRequested,
  sold,
  unknown,
  voided,
  voidRequested,
} from '../testing/examples.js';
import { refundFailed, refundPending } from '../testing/refund-examples.js';
import { charge } from './charge.js';
import type { ChargeEvent } from './model.js';

const { given } = specFor(charge);
const sale = [saleRequested, authorized, sold];
const asked = [...sale, refundRequested('re_1', 500n)];
const refunded = [...asked, refundSucceeded('re_1', 500n)];
const pendingAt = refundPending('re_1');
const failedAt = refundFailed('re_1', 500n);
const refundUnknown: ChargeEvent = { type: 'RefundUnknown', refundId: 're_1', at };
describe('refunding a charge', () => {
  it('asks for all that remains', () => {
    given(...sale)
      .when(refund('re_1', null))
      .then(refundRequested('re_1', 2000n));
    given(...refunded)
      .when(refund('re_2', null))
      .then(refundRequested('re_2', 1500n));
  });
  it('asks for a part', () =>
    given(...sale)
      .when(refund('re_1', 500n))
      .then(refundRequested('re_1', 500n)));
  it('refuses more than remains', () => {
    given(...sale)
      .when(refund('re_1', 2001n))
      .thenRejected('refund_exceeds_remaining');
    given(...refunded)
      .when(refund('re_2', 1501n))
      .thenRejected('refund_exceeds_remaining');
  });
  it('counts what is under way as gone', () => {
    given(...asked)
      .when(refund('re_2', 1501n))
      .thenRejected('refund_exceeds_remaining');
    given(...asked, pendingAt)
      .when(refund('re_2', 1501n))
      .thenRejected('refund_exceeds_remaining');
  });
  it('counts what failed as there again', () =>
    given(...asked, failedAt)
      .when(refund('re_2', 2000n))
      .then(refundRequested('re_2', 2000n)));
  it('counts only what was captured', () => {
    const short = [requested, authorized, captureRequested('c1', 1500n)];
    const finished = [...short, captured('c1', 1500n, 500n)];
    given(...finished)
      .when(refund('re_1', null))
      .then(refundRequested('re_1', 1500n));
    given(...finished)
      .when(refund('re_1', 1501n))
      .thenRejected('refund_exceeds_remaining');
  });
  it.each([0n, -1n])('refuses an amount of %s', (amount) =>
    given(...sale)
      .when(refund('re_1', amount))
      .thenRejected('invalid_amount'),
  );
  it('answers a repeated request with no new event', () => {
    given(...asked)
      .when(refund('re_1', 500n))
      .then();
    given(...refunded)
      .when(refund('re_1', null))
      .then();
  });
  it('refuses a repeated request with another amount', () =>
    given(...asked)
      .when(refund('re_1', 501n))
      .thenRejected('key_reused'));

  it.each([
    ['never asked for', [], 'not_found'],
    ['not yet authorized', [requested], 'charge_pending'],
    ['declined', [requested, refusedByIssuer], 'charge_failed'],
    ['expired', [requested, authorized, expired], 'charge_expired'],
    ['voided', [requested, authorized, voidRequested, voided], 'charge_voided'],
    [
      'about to be captured',
      [requested, authorized, captureRequested('c1', 1n)],
      'step_in_progress',
    ],
    ['refunded whole', [...refunded, refundRequested('re_9', 1500n)], 'already_refunded'],
  ] as const)('is refused for a charge that was %s', (_, events, reason) =>
    given(...events)
      .when(refund('re_2', null))
      .thenRejected(reason),
  );
  it('finds nothing for another caller', () =>
    given(...sale)
      .when(refund('re_1', null, { caller: { merchantId: 'acct_2', livemode: false } }))
      .thenRejected('not_found'));
});

describe('the answer to a refund', () => {
  it('succeeds', () =>
    given(...asked)
      .when(recordRefund('re_1', done))
      .then(refundSucceeded('re_1', 500n)));
  it('fails', () =>
    given(...asked)
      .when(recordRefund('re_1', failed))
      .then(failedAt));
  it('is pending once', () => {
    given(...asked)
      .when(recordRefund('re_1', pending))
      .then(pendingAt);
    given(...asked, pendingAt)
      .when(recordRefund('re_1', pending))
      .then();
  });
  it('is unknown once', () => {
    given(...asked)
      .when(recordRefund('re_1', unknown))
      .then(refundUnknown);
    given(...asked, refundUnknown)
      .when(recordRefund('re_1', unknown))
      .then();
  });
  it.each([
    ['an unknown', refundUnknown],
    ['a pending', pendingAt],
  ])('settles %s one', (_, event) => {
    given(...asked, event)
      .when(recordRefund('re_1', done))
      .then(refundSucceeded('re_1', 500n));
    given(...asked, event)
      .when(recordRefund('re_1', failed))
      .then(failedAt);
  });
  it('adds nothing when it is repeated, or pending or unknown after all', () => {
    given(...refunded)
      .when(recordRefund('re_1', done))
      .then();
    given(...refunded)
      .when(recordRefund('re_1', pending))
      .then();
    given(...refunded)
      .when(recordRefund('re_1', unknown))
      .then();
  });
  it('may take back a success: the money was returned, and can be refunded again', () => {
    const returned = refundFailed('re_1', 500n, { returned: true });
    given(...refunded)
      .when(recordRefund('re_1', failed))
      .then(returned);
    given(...refunded, returned)
      .when(recordRefund('re_1', failed))
      .then();
    given(...refunded, returned)
      .when(refund('re_2', null))
      .then(refundRequested('re_2', 2000n));
  });
  it('is kept for a person when a failure turns into a success', () => {
    const contradicted: ChargeEvent = {
      type: 'AcquirerContradicted',
      intentId: 're_1',
      recorded: 'failed',
      said: 'done',
      at,
    };
    given(...asked, failedAt)
      .when(recordRefund('re_1', done))
      .then(contradicted);
    given(...asked, failedAt, contradicted)
      .when(recordRefund('re_1', done))
      .then();
  });
  it('is refused for a refund that was never asked for', () =>
    given(...sale)
      .when(recordRefund('re_1', done))
      .thenRejected('not_found'));
  it('remembers that it had been pending', () => {
    const fold = (...events: ChargeEvent[]) => events.reduce(charge.evolve, charge.initialState);
    const wasPending = (...events: ChargeEvent[]) => {
      const state = fold(...events);
      return state.status !== 'none' && state.refunds[0]?.wasPending;
    };
    expect(wasPending(...asked, pendingAt, refundSucceeded('re_1', 500n))).toBe(true);
    expect(wasPending(...refunded)).toBe(false);
  });
});

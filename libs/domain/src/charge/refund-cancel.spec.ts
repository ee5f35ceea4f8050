import { specFor } from '@ledgerway/testing';
import { sale } from '../testing/dispute-examples.js';
import {
  at,
  authorized,
  caller,
  done,
  failed,
  pending,
  recordRefund,
  refund,
  refundRequested,
  refundSucceeded,
  requested,
  unknown,
  voided,
  voidRequested,
} from '../testing/examples.js';
import {
  cancelRefund,
  recordRefundCancel,
  refundCanceled,
  refundFailed,
  refundPending,
  updateRefund,
} from '../testing/refund-examples.js';
import { charge } from './charge.js';
import type { ChargeEvent } from './model.js';

const { given } = specFor(charge);
const asked = [...sale, refundRequested('re_1', 500n)];
const waiting = [...asked, refundPending('re_1')];
const wish: ChargeEvent = { type: 'RefundCancelRequested', refundId: 're_1', at };
const canceled = refundCanceled('re_1', 500n);
const kept: ChargeEvent = { type: 'RefundCancelFailed', refundId: 're_1', at };
const contradicted = (recorded: string, said: string): ChargeEvent => ({
  type: 'AcquirerContradicted',
  intentId: 're_1',
  recorded,
  said,
  at,
});

describe('canceling a refund', () => {
  it('asks the acquirer for one that is pending there', () =>
    given(...waiting)
      .when(cancelRefund('re_1'))
      .then(wish));
  it('answers a repeated request with no new event', () => {
    given(...waiting, wish)
      .when(cancelRefund('re_1'))
      .then();
    given(...waiting, wish, canceled)
      .when(cancelRefund('re_1'))
      .then();
  });
  it('may be tried again after the acquirer refused', () =>
    given(...waiting, wish, kept)
      .when(cancelRefund('re_1'))
      .then(wish));
  it.each([
    ['has no answer yet', asked, 'step_in_progress'],
    [
      'is unknown',
      [...asked, { type: 'RefundUnknown', refundId: 're_1', at } as const],
      'step_in_progress',
    ],
    ['succeeded', [...waiting, refundSucceeded('re_1', 500n)], 'refund_not_cancelable'],
    ['failed', [...waiting, refundFailed('re_1', 500n)], 'refund_not_cancelable'],
    ['was never asked for', sale, 'not_found'],
  ] as const)('is refused for one that %s', (_, events, reason) =>
    given(...events)
      .when(cancelRefund('re_1'))
      .thenRejected(reason),
  );
  it('is refused for a void', () =>
    given(requested, authorized, voidRequested, voided)
      .when(cancelRefund('re_v'))
      .thenRejected('refund_not_cancelable'));
  it('finds nothing for another caller', () =>
    given(...waiting)
      .when({
        type: 'CancelRefund',
        caller: { ...caller, livemode: true },
        refundId: 're_1',
        at,
      })
      .thenRejected('not_found'));
  it('keeps the money committed until it is done', () => {
    given(...waiting, wish)
      .when(refund('re_2', 1501n))
      .thenRejected('refund_exceeds_remaining');
    given(...waiting, wish, canceled)
      .when(refund('re_2', null))
      .then(refundRequested('re_2', 2000n));
  });
});

describe('the answer to a cancellation', () => {
  it('cancels, fails, or is still to come', () => {
    given(...waiting, wish)
      .when(recordRefundCancel('re_1', done))
      .then(canceled);
    given(...waiting, wish)
      .when(recordRefundCancel('re_1', failed))
      .then(kept);
    given(...waiting, wish)
      .when(recordRefundCancel('re_1', unknown))
      .then();
  });
  it('adds nothing when it is repeated', () => {
    given(...waiting, wish, canceled)
      .when(recordRefundCancel('re_1', done))
      .then();
    given(...waiting, wish, kept)
      .when(recordRefundCancel('re_1', failed))
      .then();
  });
  it('comes too late if the refund was settled before', () => {
    const settled = [...waiting, wish, refundSucceeded('re_1', 500n)];
    given(...waiting, wish)
      .when(recordRefund('re_1', done))
      .then(refundSucceeded('re_1', 500n));
    given(...settled)
      .when(recordRefundCancel('re_1', failed))
      .then();
    given(...settled)
      .when(recordRefundCancel('re_1', done))
      .then(contradicted('done', 'cancel_done'));
    given(...waiting, wish, refundFailed('re_1', 500n))
      .when(recordRefundCancel('re_1', done))
      .then();
  });
  it('leaves a refund pending that could not be canceled, to be settled by its own answer', () => {
    given(...waiting, wish, kept)
      .when(recordRefund('re_1', pending))
      .then();
    given(...waiting, wish, kept)
      .when(recordRefund('re_1', done))
      .then(refundSucceeded('re_1', 500n));
  });
  it('is kept for a person when the refund succeeds after all, or was not canceled after all', () => {
    given(...waiting, wish, canceled)
      .when(recordRefund('re_1', failed))
      .then();
    given(...waiting, wish, canceled)
      .when(recordRefund('re_1', done))
      .then(contradicted('canceled', 'done'));
    given(...waiting, wish, canceled)
      .when(recordRefundCancel('re_1', failed))
      .then(contradicted('canceled', 'cancel_failed'));
  });
  it('is refused for a refund that was never asked for', () =>
    given(...sale)
      .when(recordRefundCancel('re_1', done))
      .thenRejected('not_found'));
});

describe('updating a refund', () => {
  const updated = (refundId: string): ChargeEvent => ({
    type: 'RefundUpdated',
    refundId,
    metadata: { order: '6735' },
    previous: {},
    at,
  });
  it('changes its metadata', () =>
    given(...asked)
      .when(updateRefund('re_1', { order: '6735' }))
      .then(updated('re_1')));
  it('changes that of a void', () =>
    given(requested, authorized, voidRequested, voided)
      .when(updateRefund('re_v', { order: '6735' }))
      .then(updated('re_v')));
  it('adds nothing when nothing changes', () => {
    given(...asked)
      .when(updateRefund('re_1', {}))
      .then();
    given(...asked, updated('re_1'))
      .when(updateRefund('re_1', { order: '6735', gone: '' }))
      .then();
  });
  it('refuses too much of it, and finds only what was refunded', () => {
    const keys = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));
    given(...asked)
      .when(updateRefund('re_1', keys(50)))
      .then({ ...updated('re_1'), metadata: keys(50) } as ChargeEvent);
    given(...asked)
      .when(updateRefund('re_1', keys(51)))
      .thenRejected('too_much_metadata');
    given(...asked)
      .when(updateRefund('re_2', {}))
      .thenRejected('not_found');
  });
});

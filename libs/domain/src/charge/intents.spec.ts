import {
  at,
  authorizationUnknown,
  authorized,
  captured,
  captureRequested,
  refundRequested,
  refundSucceeded,
  refusedByIssuer,
  requested,
  saleRequested,
  sold,
  voided,
  voidRequested,
} from '../testing/examples.js';
import { refundCanceled, refundPending } from '../testing/refund-examples.js';
import {
  disputeClosed,
  disputeOpened,
  evidenceAnswered,
  evidenceSubmitted,
  sale,
} from '../testing/dispute-examples.js';
import { charge } from './charge.js';
import { openIntents } from './intents.js';
import type { ChargeEvent } from './model.js';

const openAfter = (...events: ChargeEvent[]) =>
  openIntents(events.reduce(charge.evolve, charge.initialState));

describe('what must be asked of the acquirer', () => {
  it('is nothing of a charge that does not exist', () => expect(openAfter()).toEqual([]));
  it('is the authorization of a new charge', () => {
    const intent = { kind: 'authorize', intentId: 'ch_1', amount: 2000n };
    expect(openAfter(requested)).toEqual([{ ...intent, capture: false, unknown: false }]);
    expect(openAfter(saleRequested)).toEqual([{ ...intent, capture: true, unknown: false }]);
    expect(openAfter(requested, authorizationUnknown)).toEqual([
      { ...intent, capture: false, unknown: true },
    ]);
  });
  it('is nothing once the answer is there', () => {
    expect(openAfter(requested, authorized)).toEqual([]);
    expect(openAfter(requested, refusedByIssuer)).toEqual([]);
    expect(openAfter(saleRequested, authorized, sold)).toEqual([]);
  });
  it('is a capture until it is answered', () => {
    const asked = [requested, authorized, captureRequested('c1', 1500n)];
    const intent = { kind: 'capture', intentId: 'c1', amount: 1500n, final: true };
    expect(openAfter(...asked)).toEqual([{ ...intent, unknown: false }]);
    expect(openAfter(...asked, { type: 'CaptureUnknown', captureId: 'c1', at })).toEqual([
      { ...intent, unknown: true },
    ]);
    expect(openAfter(...asked, captured('c1', 1500n, 500n))).toEqual([]);
  });
  it('is a void until it is answered', () => {
    const asked = [requested, authorized, voidRequested];
    expect(openAfter(...asked)).toEqual([{ kind: 'void', intentId: 're_v', unknown: false }]);
    expect(openAfter(...asked, { type: 'VoidUnknown', refundId: 're_v', at })).toEqual([
      { kind: 'void', intentId: 're_v', unknown: true },
    ]);
    expect(openAfter(...asked, voided)).toEqual([]);
  });
  it('is every refund that is not settled, oldest first', () => {
    const asked = [
      saleRequested,
      authorized,
      sold,
      refundRequested('re_1', 1n),
      refundRequested('re_2', 2n),
      refundRequested('re_3', 3n),
    ];
    const open = openAfter(
      ...asked,
      { type: 'RefundPending', refundId: 're_1', at },
      { type: 'RefundUnknown', refundId: 're_2', at },
      refundSucceeded('re_3', 3n),
    );
    expect(open).toEqual([
      { kind: 'refund', intentId: 're_1', amount: 1n, unknown: false, pending: true },
      { kind: 'refund', intentId: 're_2', amount: 2n, unknown: true, pending: false },
    ]);
  });
  it('is the wish to take a pending refund back, in the place of the refund', () => {
    const wished: ChargeEvent[] = [
      ...sale,
      refundRequested('re_1', 500n),
      refundPending('re_1'),
      { type: 'RefundCancelRequested', refundId: 're_1', at },
    ];
    const intentId = 're_1_cancel';
    expect(openAfter(...wished)).toEqual([
      { kind: 'cancel_refund', intentId, refundId: 're_1', amount: 500n, unknown: false },
    ]);
    expect(openAfter(...wished, refundCanceled('re_1', 500n))).toEqual([]);
    expect(openAfter(...wished, { type: 'RefundCancelFailed', refundId: 're_1', at })).toEqual([
      { kind: 'refund', intentId: 're_1', amount: 500n, unknown: false, pending: true },
    ]);
  });
  it('is evidence until it is answered, each submission by a name of its own', () => {
    const texts = { uncategorized_text: 'Signed for' };
    const submitted = [...sale, disputeOpened(), evidenceSubmitted(texts)];
    const intent = { kind: 'evidence', disputeId: 'dp_1', amount: 2000n, unknown: false };
    expect(openAfter(...sale, disputeOpened())).toEqual([]);
    expect(openAfter(...submitted)).toEqual([
      { ...intent, intentId: 'dp_1_1', submission: 1, evidence: texts },
    ]);
    expect(openAfter(...submitted, evidenceAnswered(true))).toEqual([]);
    expect(openAfter(...submitted, disputeClosed('lost'))).toEqual([]);
    expect(openAfter(...submitted, evidenceAnswered(false), evidenceSubmitted({}))).toEqual([
      { ...intent, intentId: 'dp_1_2', submission: 2, evidence: {} },
    ]);
  });
});

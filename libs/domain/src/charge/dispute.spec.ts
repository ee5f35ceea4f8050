import { specFor } from '@ledgerway/testing';
import {
  closeDispute,
  disputeClosed,
  disputeOpened,
  evidenceAnswered,
  evidenceSubmitted,
  inquiryOpened,
  openDispute,
  sale,
  settleDispute,
} from '../testing/dispute-examples.js';
import {
  at,
  authorized,
  captured,
  captureRequested,
  refund,
  refundRequested,
  refundSucceeded,
  refusedByIssuer,
  requested,
  voided,
  voidRequested,
} from '../testing/examples.js';
import { refundFailed } from '../testing/refund-examples.js';
import { charge } from './charge.js';
import type { ChargeEvent } from './model.js';

const { given } = specFor(charge);
const evidence = { uncategorized_text: 'Signed for' };
const open = [...sale, disputeOpened()];
const inquiry = [...sale, inquiryOpened];
const reviewed = [...open, evidenceSubmitted(evidence)];
const inquiryClosed = disputeClosed('warning_closed', 0n);

/** Closed by the merchant's own request. */
const givenUp = (event: ChargeEvent): ChargeEvent =>
  ({ ...event, closeId: 'close_1' }) as ChargeEvent;

describe('a dispute', () => {
  it('is about all that the merchant has of the charge, or a part', () => {
    given(...sale)
      .when(openDispute())
      .then(disputeOpened());
    given(...sale)
      .when(openDispute({ amount: 700n }))
      .then(disputeOpened({ amount: 700n }));
    given(requested, authorized, captureRequested('c1', 700n), captured('c1', 700n, 1300n))
      .when(openDispute())
      .then(disputeOpened({ amount: 700n }));
  });
  it('leaves out what was refunded or is on its way back', () => {
    const refunding = [...sale, refundRequested('re_1', 500n)];
    given(...refunding)
      .when(openDispute())
      .then(disputeOpened({ amount: 1500n }));
    given(...refunding, refundSucceeded('re_1', 500n))
      .when(openDispute({ amount: 1501n }))
      .thenRejected('invalid_amount');
    given(...refunding, refundFailed('re_1', 500n))
      .when(openDispute())
      .then(disputeOpened());
    given(...sale, refundRequested('re_1', 2000n))
      .when(openDispute())
      .thenRejected('already_refunded');
  });
  it('leaves out what another one holds', () => {
    const part = disputeOpened({ amount: 700n });
    given(...sale, part)
      .when(openDispute({ disputeId: 'dp_2' }))
      .then(disputeOpened({ disputeId: 'dp_2', amount: 1300n }));
    given(...sale, part)
      .when(openDispute({ disputeId: 'dp_2', amount: 1301n }))
      .thenRejected('invalid_amount');
    given(...inquiry)
      .when(openDispute({ disputeId: 'dp_2' }))
      .then(disputeOpened({ disputeId: 'dp_2' }));
  });
  it.each([0n, -1n])('refuses an amount of %s', (amount) =>
    given(...sale)
      .when(openDispute({ amount }))
      .thenRejected('invalid_amount'),
  );
  it('is opened once', () => {
    given(...open)
      .when(openDispute())
      .then();
    given(...open, disputeClosed('won'))
      .when(openDispute())
      .then();
  });
  it.each([
    ['was never asked for', [], 'not_found'],
    ['has no answer yet', [requested], 'charge_pending'],
    ['was declined', [requested, refusedByIssuer], 'charge_failed'],
    ['was voided', [requested, authorized, voidRequested, voided], 'charge_voided'],
    ['is not captured', [requested, authorized], 'invalid_amount'],
  ])('is not possible for a charge that %s', (_, events, reason) =>
    given(...events)
      .when(openDispute())
      .thenRejected(reason as 'not_found'),
  );
});

describe('refunding a disputed charge', () => {
  it.each([
    ['open', open],
    ['under review', reviewed],
    ['lost', [...open, disputeClosed('lost')]],
  ])('is refused while the dispute is %s', (_, events) =>
    given(...events)
      .when(refund('re_1', 1n))
      .thenRejected('charge_disputed'),
  );
  it.each([
    ['won', [...open, disputeClosed('won')]],
    ['only an inquiry', inquiry],
    ['a closed inquiry', [...inquiry, inquiryClosed]],
  ])('is possible if the dispute is %s', (_, events) =>
    given(...events)
      .when(refund('re_1', null))
      .then(refundRequested('re_1', 2000n)),
  );
  it('still answers a refund that was asked for before', () =>
    given(...sale, refundRequested('re_1', 500n), disputeOpened({ amount: 1500n }))
      .when(refund('re_1', 500n))
      .then());
});

describe('the end of a dispute', () => {
  it.each([
    ['needs a response', open],
    ['is under review', reviewed],
  ])('is that the bank decides one that %s', (_, events) => {
    given(...events)
      .when(settleDispute('won'))
      .then(disputeClosed('won'));
    given(...events)
      .when(settleDispute('lost'))
      .then(disputeClosed('lost'));
    given(...events)
      .when(settleDispute('warning_closed'))
      .thenRejected('dispute_not_open');
  });
  it('is for an inquiry that it is over, never that it is won or lost', () => {
    given(...inquiry)
      .when(settleDispute('warning_closed'))
      .then(inquiryClosed);
    given(...inquiry)
      .when(settleDispute('won'))
      .thenRejected('dispute_not_open');
    given(...inquiry)
      .when(settleDispute('lost'))
      .thenRejected('dispute_not_open');
  });
  it('comes once, and a second verdict is kept for a person', () => {
    given(...open, disputeClosed('won'))
      .when(settleDispute('won'))
      .then();
    given(...open, disputeClosed('won'))
      .when(settleDispute('lost'))
      .then({
        type: 'AcquirerContradicted',
        intentId: 'dp_1',
        recorded: 'won',
        said: 'lost',
        at,
      });
  });
  it('is that the merchant gives it up', () => {
    given(...open)
      .when(closeDispute())
      .then(givenUp(disputeClosed('lost')));
    given(...inquiry)
      .when(closeDispute())
      .then(givenUp(inquiryClosed));
    given(...open, givenUp(disputeClosed('lost')))
      .when(closeDispute())
      .then();
  });
  it.each([
    ['lost', [...open, disputeClosed('lost')]],
    ['over', [...inquiry, inquiryClosed]],
  ])('cannot be given up again once it is %s', (_, events) => {
    given(...events)
      .when(closeDispute())
      .thenRejected('dispute_not_open');
  });
  it('is not in the merchant’s hands once it is fought or won', () => {
    given(...reviewed)
      .when(closeDispute())
      .thenRejected('dispute_not_open');
    given(...open, disputeClosed('won'))
      .when(closeDispute())
      .thenRejected('dispute_not_open');
  });
  it('is not found where there is no such dispute', () => {
    given(...sale)
      .when(closeDispute())
      .thenRejected('not_found');
    given(...sale)
      .when(settleDispute('won'))
      .thenRejected('not_found');
  });
});

describe('what is known of a dispute', () => {
  const fold = (...events: ChargeEvent[]) => events.reduce(charge.evolve, charge.initialState);

  it.each([
    ['of what was not captured', [requested, authorized, disputeOpened()]],
    ['opened twice', [...open, disputeOpened()]],
    ['whose evidence is submitted twice', [...reviewed, evidenceSubmitted(evidence)]],
    ['answered without a question', [...open, evidenceAnswered(true)]],
    ['closed twice', [...open, disputeClosed('won'), disputeClosed('lost')]],
    ['that is lost though it is an inquiry', [...inquiry, disputeClosed('lost')]],
  ])('cannot be folded over one %s', (_, events) =>
    expect(() => fold(...events)).toThrow('cannot follow'),
  );
});

import { specFor } from '@ledgerway/testing';
import {
  disputeClosed,
  disputeOpened,
  evidenceAnswered,
  evidenceDueBy,
  evidenceSubmitted,
  inquiryOpened,
  recordEvidence,
  sale,
  updateDispute,
} from '../testing/dispute-examples.js';
import { at, done, failed, unknown } from '../testing/examples.js';
import { charge } from './charge.js';
import type { ChargeEvent } from './model.js';

const { given } = specFor(charge);
const evidence = { uncategorized_text: 'Signed for' };
const open = [...sale, disputeOpened()];
const inquiry = [...sale, inquiryOpened];
const reviewed = [...open, evidenceSubmitted(evidence)];
const inquiryClosed = disputeClosed('warning_closed', 0n);
const updated = (changed: object): ChargeEvent =>
  ({
    type: 'DisputeUpdated',
    disputeId: 'dp_1',
    evidence: {},
    metadata: {},
    at,
    ...changed,
  }) as ChargeEvent;

describe('the evidence of a dispute', () => {
  it('is gathered, then submitted', () => {
    given(...open)
      .when(updateDispute({ evidence, metadata: { order: '1' } }))
      .then(updated({ evidence, metadata: { order: '1' } }));
    given(...open, updated({ evidence: { a: '1', b: '2' } }))
      .when(updateDispute({ evidence: { a: '', c: '3' } }))
      .then(updated({ evidence: { b: '2', c: '3' } }));
    given(...open)
      .when(updateDispute({ evidence, submit: true }))
      .then(evidenceSubmitted(evidence));
    given(...open, updated({ evidence }))
      .when(updateDispute({ submit: true }))
      .then(evidenceSubmitted(evidence));
  });
  it('of an inquiry is submitted in the same way', () =>
    given(...inquiry)
      .when(updateDispute({ evidence, submit: true }))
      .then(evidenceSubmitted(evidence)));
  it('adds nothing when nothing changes, or when it is submitted again', () => {
    given(...open)
      .when(updateDispute({}))
      .then();
    given(...reviewed)
      .when(updateDispute({ evidence, submit: true }))
      .then();
    given(...reviewed, disputeClosed('won'))
      .when(updateDispute({ evidence, submit: true }))
      .then();
  });
  it('is refused after its due date', () => {
    const inTime = updateDispute({ evidence, at: evidenceDueBy });
    given(...open)
      .when(inTime)
      .then(updated({ evidence, at: evidenceDueBy }));
    given(...open)
      .when({ ...inTime, at: evidenceDueBy + 1 })
      .thenRejected('dispute_not_open');
  });
  it.each([
    ['was submitted', reviewed],
    ['was lost', [...open, disputeClosed('lost')]],
    ['was won', [...open, disputeClosed('won')]],
    ['is over', [...inquiry, inquiryClosed]],
  ])('does not change once the dispute %s; metadata does', (_, events) => {
    given(...events)
      .when(updateDispute({ evidence: { more: 'text' } }))
      .thenRejected('dispute_not_open');
    const before = events === reviewed ? evidence : {};
    given(...events)
      .when(updateDispute({ metadata: { order: '1' } }))
      .then(updated({ evidence: before, metadata: { order: '1' } }));
  });
  it('is not submitted for a dispute that was given up', () =>
    given(...open, disputeClosed('lost'))
      .when(updateDispute({ submit: true }))
      .thenRejected('dispute_not_open'));
  it('refuses too much metadata, and another dispute', () => {
    const metadata = Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, 'v']));
    given(...open)
      .when(updateDispute({ metadata }))
      .thenRejected('too_much_metadata');
    given(...open)
      .when(updateDispute({ disputeId: 'dp_2' }))
      .thenRejected('not_found');
  });
});

describe('the answer to submitted evidence', () => {
  it('takes it in, or refuses it, or is still to come', () => {
    given(...reviewed)
      .when(recordEvidence(done))
      .then(evidenceAnswered(true));
    given(...reviewed)
      .when(recordEvidence(failed))
      .then(evidenceAnswered(false));
    given(...reviewed)
      .when(recordEvidence(unknown))
      .then();
  });
  it('adds nothing when it is repeated', () =>
    given(...reviewed, evidenceAnswered(true))
      .when(recordEvidence(done))
      .then());
  it('lets the merchant submit again what was refused', () =>
    given(...reviewed, evidenceAnswered(false))
      .when(updateDispute({ submit: true }))
      .then(evidenceSubmitted(evidence)));
  it('does not open a dispute again that was settled meanwhile', () =>
    given(...reviewed, disputeClosed('lost'), evidenceAnswered(false))
      .when(updateDispute({ evidence: { more: 'text' } }))
      .thenRejected('dispute_not_open'));
  it('is refused for what was never submitted', () => {
    given(...reviewed)
      .when(recordEvidence(done, 2))
      .thenRejected('not_found');
    given(...reviewed)
      .when(recordEvidence(done, 1, 'dp_2'))
      .thenRejected('not_found');
  });
});

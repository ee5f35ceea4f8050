import { specFor } from '@ledgerway/testing';
import {
  approved,
  at,
  captureRequested,
  details,
  done,
  expire,
  expired,
  failed,
  recordAuthorization,
  recordCapture,
  recordVoid,
  voided,
  voidRequested,
  capture,
} from '../testing/examples.js';
import {
  after,
  cancelIntent,
  captureIntent,
  cardMethod,
  confirm,
  createIntent,
  happened,
  intentDetails,
  manual,
} from '../testing/payment-intents.js';
import type { StreamEvent } from '../stream/model.js';
import { stream } from '../stream/stream.js';

const { given } = specFor(stream);
const held = [createIntent(manual), confirm(cardMethod), recordAuthorization(approved)];

describe('capturing a payment intent', () => {
  it('takes all that is held, or a part and lets the rest go', () => {
    given(...happened(...held))
      .when(captureIntent())
      .then(captureRequested('c1', 2000n));
    given(...happened(...held))
      .when(captureIntent(1500n))
      .then(captureRequested('c1', 1500n));
    const { state } = after(...held, captureIntent(1500n), recordCapture('c1', done));
    expect(state.intent?.status).toBe('succeeded');
    expect(state.charge).toMatchObject({
      status: 'captured',
      releases: [{ refundId: 'c1-rest', amount: 500n, cause: 'short_capture' }],
    });
  });
  it('refuses more than is held, and no amount at all', () => {
    given(...happened(...held))
      .when(captureIntent(2001n))
      .thenRejected('intent_amount_too_large');
    given(...happened(...held))
      .when(captureIntent(0n))
      .thenRejected('invalid_amount');
  });
  it('is one at a time, and answers a repeated request with no new event', () => {
    const asked = happened(...held, captureIntent(1500n));
    given(...asked)
      .when(captureIntent(1500n))
      .then();
    given(...asked)
      .when(captureIntent(1400n))
      .thenRejected('key_reused');
    given(...asked)
      .when(captureIntent(500n, { captureId: 'c2' }))
      .thenRejected('step_in_progress');
    given(...happened(...held, captureIntent(1500n), recordCapture('c1', done)))
      .when(captureIntent(1500n))
      .then();
  });
  it('can be tried again after the acquirer refused', () => {
    const refused = after(...held, captureIntent(), recordCapture('c1', failed));
    expect(refused.state.intent?.status).toBe('requires_capture');
    given(...refused.events)
      .when(captureIntent(null, { captureId: 'c2', releaseId: 'c2-rest' }))
      .then(captureRequested('c2', 2000n));
  });
  it('takes changes along: metadata for the intent, the statement for the charge too', () =>
    given(...happened(...held))
      .when(captureIntent(null, { changes: { metadata: { k: 'v' }, statementDescriptor: 'TEA' } }))
      .then(
        {
          type: 'PaymentIntentUpdated',
          details: {
            ...intentDetails,
            ...manual,
            metadata: { k: 'v' },
            statementDescriptor: 'TEA',
          },
          method: cardMethod,
          previous: { metadata: {}, statementDescriptor: null },
          at,
        },
        { ...captureRequested('c1', 2000n), details: { ...details, statementDescriptor: 'TEA' } },
      ));
  it('is not done through its charge', () =>
    given(...happened(...held))
      .when(capture('c1', null))
      .thenRejected('owned_by_intent'));
});

describe('canceling a payment intent that holds money', () => {
  const requested: StreamEvent = { type: 'PaymentIntentCancelRequested', reason: 'duplicate', at };
  const voiding: StreamEvent = { ...voidRequested, reason: 'duplicate' } as StreamEvent;
  const canceled: StreamEvent = { type: 'PaymentIntentCanceled', reason: 'duplicate', at };
  const asked = [...held, cancelIntent('duplicate')];

  it('gives it back first', () => {
    given(...happened(...held))
      .when(cancelIntent('duplicate'))
      .then(requested, voiding);
    expect(after(...asked).state.intent).toMatchObject({
      status: 'requires_capture',
      canceledAt: null,
    });
  });
  it('is done once the acquirer gave it back', () => {
    given(...happened(...asked))
      .when(recordVoid('re_v', done))
      .then(voided, canceled);
    expect(after(...asked, recordVoid('re_v', done)).state.intent).toMatchObject({
      status: 'canceled',
      canceledAt: at,
      cancellationReason: 'duplicate',
    });
  });
  it('is off if the acquirer refuses', () =>
    expect(after(...asked, recordVoid('re_v', failed)).state.intent).toMatchObject({
      status: 'requires_capture',
      cancellationReason: null,
    }));
  it('shows a reason that no refund can have on the intent alone', () =>
    given(...happened(...held))
      .when(cancelIntent('abandoned'))
      .then({ ...requested, reason: 'abandoned' } as StreamEvent, voidRequested));
  it('answers a repeated request with no new event', () => {
    given(...happened(...asked))
      .when(cancelIntent('duplicate'))
      .then();
    given(...happened(...asked, recordVoid('re_v', done)))
      .when(cancelIntent('duplicate'))
      .then();
  });
  it('waits for a capture that is under way, as a capture waits for it', () => {
    given(...happened(...held, captureIntent()))
      .when(cancelIntent())
      .thenRejected('step_in_progress');
    given(...happened(...asked))
      .when(captureIntent())
      .thenRejected('step_in_progress');
  });
});

describe('a payment intent that nobody captures', () => {
  it('is canceled when the hold ends', () => {
    given(...happened(...held))
      .when(expire())
      .then(expired, { type: 'PaymentIntentCanceled', reason: 'automatic', at: expired.at });
    expect(after(...held, expire()).state.intent).toMatchObject({
      status: 'canceled',
      cancellationReason: 'automatic',
    });
  });
});

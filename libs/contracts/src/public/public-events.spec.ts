import type { StreamEvent } from '@ledgerway/domain';
import {
  at,
  authorized,
  captured,
  captureId,
  captureRequested,
  chargeId,
  details,
  expired,
  expiresAt,
  held,
  heldRequested,
  refundFailed,
  refundId,
  refundPending,
  refundRequested,
  refundSucceeded,
  refusedByIssuer,
  releaseId,
  requested,
  sale,
  sold,
  voided,
  voidRequested,
} from '../testing/examples.js';
import { disputeId, stateAfter } from '../testing/stream-examples.js';
import { publicEventsOf } from './public-events.js';

/** The public events of the last event. */
const madeBy = (...events: StreamEvent[]) => publicEventsOf(events.at(-1)!, stateAfter(...events));
const typesOf = (...events: StreamEvent[]) => madeBy(...events).map(({ type }) => type);

/** Everything that is told over a whole life. */
const told = (...events: StreamEvent[]) =>
  events.flatMap((_, index) => typesOf(...events.slice(0, index + 1)));

const asked = [...sale, refundRequested('a', 500n)];
const returned = { ...refundFailed('a', 500n), returned: true } as StreamEvent;
const cancelRequested: StreamEvent = {
  type: 'RefundCancelRequested',
  refundId: refundId('a'),
  at,
};
const canceled: StreamEvent = {
  type: 'RefundCanceled',
  refundId: refundId('a'),
  amount: 500n,
  at,
};
const refundUpdated: StreamEvent = {
  type: 'RefundUpdated',
  refundId: refundId('a'),
  metadata: { why: 'late' },
  previous: { gone: '1' },
  at,
};

const opened = (warning = false): StreamEvent => ({
  ...{ type: 'DisputeOpened', disputeId, amount: 2000n, fee: 1500n, reason: 'fraudulent' },
  ...{ networkReasonCode: '10.4', warning, evidenceDueBy: expiresAt, at },
});
const submitted: StreamEvent = {
  type: 'DisputeEvidenceSubmitted',
  disputeId,
  evidence: { uncategorized_text: 'winning_evidence' },
  metadata: {},
  at,
};
const answered = (accepted: boolean): StreamEvent => ({
  ...{ type: 'DisputeEvidenceAnswered', disputeId, submission: 1, accepted, at },
});
const closed = (outcome: 'won' | 'lost' | 'warning_closed'): StreamEvent => ({
  ...{ type: 'DisputeClosed', disputeId, outcome, amount: 2000n, fee: 1500n, at: at + 5000 },
});

describe('what is told of a charge, from its beginning to its end', () => {
  it.each([
    ['captured at once', sale, ['charge.succeeded']],
    ['held', held, ['charge.succeeded']],
    ['declined', [requested, refusedByIssuer], ['charge.failed']],
    [
      'captured later',
      [...held, captureRequested(2000n), captured(2000n, 0n)],
      ['charge.succeeded', 'charge.captured'],
    ],
    [
      'captured in part, which says nothing of the rest',
      [...held, captureRequested(1500n), captured(1500n, 500n)],
      ['charge.succeeded', 'charge.captured'],
    ],
    [
      'voided',
      [...held, voidRequested, voided],
      ['charge.succeeded', 'refund.created', 'charge.refunded'],
    ],
    ['expired', [...held, expired], ['charge.succeeded', 'charge.expired']],
    [
      'refunded at once',
      [...asked, refundSucceeded('a', 500n)],
      ['charge.succeeded', 'refund.created', 'charge.refunded'],
    ],
    ['refunded, pending', [...asked, refundPending('a')], ['charge.succeeded', 'refund.created']],
    [
      'refunded after a while',
      [...asked, refundPending('a'), refundSucceeded('a', 500n)],
      [
        'charge.succeeded',
        'refund.created',
        'charge.refunded',
        'refund.updated',
        'charge.refund.updated',
      ],
    ],
    [
      'not refunded after all',
      [...asked, refundPending('a'), refundFailed('a', 500n)],
      ['charge.succeeded', 'refund.created', 'refund.failed', 'charge.refund.updated'],
    ],
    [
      'refused a refund at once',
      [...asked, refundFailed('a', 500n)],
      ['charge.succeeded', 'refund.created', 'refund.failed'],
    ],
    [
      'refunded by a bank that sends the money back later',
      [...asked, refundSucceeded('a', 500n), returned],
      [
        'charge.succeeded',
        'refund.created',
        'charge.refunded',
        'refund.failed',
        'charge.refund.updated',
      ],
    ],
    [
      'refunded, and taken back while it was pending',
      [...asked, refundPending('a'), cancelRequested, canceled],
      ['charge.succeeded', 'refund.created', 'refund.updated', 'charge.refund.updated'],
    ],
    [
      'refunded with other metadata afterwards',
      [...asked, refundSucceeded('a', 500n), refundUpdated],
      [
        'charge.succeeded',
        'refund.created',
        'charge.refunded',
        'refund.updated',
        'charge.refund.updated',
      ],
    ],
    [
      'about to expire',
      [...held, { type: 'ChargeExpiringSoon', expiresAt, at }],
      ['charge.succeeded', 'charge.expiring_soon'],
    ],
    [
      'disputed and lost',
      [...sale, opened(), closed('lost')],
      [
        'charge.succeeded',
        'charge.dispute.created',
        'charge.dispute.funds_withdrawn',
        'charge.dispute.closed',
      ],
    ],
    [
      'disputed, answered and won',
      [...sale, opened(), submitted, answered(true), closed('won')],
      [
        'charge.succeeded',
        'charge.dispute.created',
        'charge.dispute.funds_withdrawn',
        'charge.dispute.updated',
        'charge.dispute.funds_reinstated',
        'charge.dispute.closed',
      ],
    ],
    [
      'disputed with an answer that the acquirer did not take in',
      [...sale, opened(), submitted, answered(false)],
      [
        'charge.succeeded',
        'charge.dispute.created',
        'charge.dispute.funds_withdrawn',
        'charge.dispute.updated',
        'charge.dispute.updated',
      ],
    ],
    [
      'inquired about, which takes no money',
      [...sale, opened(true), closed('warning_closed')],
      ['charge.succeeded', 'charge.dispute.created', 'charge.dispute.closed'],
    ],
  ] as [string, StreamEvent[], string[]][])('%s', (_, events, types) =>
    expect(told(...events)).toEqual(types),
  );
});

describe('what stays inside', () => {
  it.each([
    ['a request', [heldRequested]],
    ['an unknown authorization', [requested, { type: 'AuthorizationUnknown', at }]],
    ['the authorization of a sale', [requested, authorized]],
    ['a wish to capture', [...held, captureRequested(1n)]],
    ['a wish to void', [...held, voidRequested]],
    ['a wish to refund', asked],
    ['an unknown refund', [...asked, { type: 'RefundUnknown', refundId: refundId('a'), at }]],
    [
      'a failed capture',
      [...held, captureRequested(1n), { type: 'CaptureFailed', captureId, failure: 'x', at }],
    ],
    [
      'a contradiction',
      [...sale, { type: 'AcquirerContradicted', intentId: chargeId, recorded: 'a', said: 'b', at }],
    ],
    [
      'a refused command',
      [...sale, { type: 'CommandRejected', command: 'CaptureCharge', reason: 'x', at }],
    ],
  ] as [string, StreamEvent[]][])('is %s', (_, events) => expect(typesOf(...events)).toEqual([]));
});

describe('the object of a public event', () => {
  it('is the charge for charge events', () => {
    const [, event] = madeBy(...asked, refundSucceeded('a', 500n));
    expect(event?.object).toMatchObject({ id: chargeId, object: 'charge', amount_refunded: 500 });
  });
  it('is the refund for refund events', () => {
    const [event] = madeBy(...asked, refundSucceeded('a', 500n));
    expect(event?.object).toMatchObject({ id: refundId('a'), object: 'refund' });
    const [created] = madeBy(...held, voidRequested, voided);
    expect(created?.object).toMatchObject({ id: releaseId, object: 'refund', amount: 2000 });
    const updated = madeBy(...asked, refundPending('a'), refundSucceeded('a', 500n));
    expect(updated.map(({ object }) => (object as { object: string }).object)).toEqual([
      'charge',
      'refund',
      'refund',
    ]);
  });
  it('is the dispute for dispute events, with the money it took and gave back', () => {
    const [created] = madeBy(...sale, opened());
    expect(created?.object).toMatchObject({
      object: 'dispute',
      balance_transactions: [{ amount: -2000, fee: 1500, net: -3500, type: 'adjustment' }],
      status: 'needs_response',
    });
    const [reinstated] = madeBy(...sale, opened(), submitted, answered(true), closed('won'));
    expect(reinstated?.object).toMatchObject({
      balance_transactions: [
        { net: -3500, created: at / 1000 },
        { amount: 2000, fee: -1500, net: 3500, created: at / 1000 + 5 },
      ],
      status: 'won',
    });
    const [inquiry] = madeBy(...sale, opened(true));
    expect(inquiry?.object).toMatchObject({ balance_transactions: [] });
  });
  it('is the charge as it was then, not as it is later', () => {
    const [event] = madeBy(...sale);
    expect(event?.object).toMatchObject({ amount_refunded: 0, refunded: false });
  });
});

describe('what was before', () => {
  const before = (...events: StreamEvent[]) =>
    madeBy(...events).map(({ previousAttributes }) => previousAttributes);

  it('is nothing for what is new', () => {
    expect(before(...sale)).toEqual([undefined]);
    expect(before(requested, refusedByIssuer)).toEqual([undefined]);
  });
  it('is told of a capture', () => {
    expect(before(...held, captureRequested(2000n), captured(2000n, 0n))).toEqual([
      { amount_captured: 0, balance_transaction: null, captured: false },
    ]);
    expect(before(...held, captureRequested(1500n), captured(1500n, 500n))).toEqual([
      { amount_captured: 0, amount_refunded: 0, balance_transaction: null, captured: false },
    ]);
  });
  it('is told of a refund', () => {
    expect(before(...asked, refundSucceeded('a', 500n))[1]).toEqual({ amount_refunded: 0 });
    const rest = [refundRequested('b', 1500n), refundSucceeded('b', 1500n)];
    expect(before(...asked, refundSucceeded('a', 500n), ...rest)[1]).toEqual({
      amount_refunded: 500,
      refunded: false,
    });
    expect(before(...held, expired)).toEqual([{ amount_refunded: 0, refunded: false }]);
  });
  it('is told of a pending refund', () =>
    expect(before(...asked, refundPending('a'), refundFailed('a', 500n))).toEqual([
      undefined,
      { status: 'pending', pending_reason: 'processing' },
    ]));
  it('is told of a refund that is canceled, returned or changed', () => {
    const pending = { status: 'pending', pending_reason: 'processing' };
    expect(before(...asked, refundPending('a'), cancelRequested, canceled)).toEqual([
      pending,
      pending,
    ]);
    expect(before(...asked, refundSucceeded('a', 500n), returned)).toEqual([
      undefined,
      { status: 'succeeded' },
    ]);
    const metadata = { why: null, gone: '1' };
    expect(before(...asked, refundSucceeded('a', 500n), refundUpdated)[0]).toEqual({ metadata });
  });
  it('is told of an update, by public names and changed keys only', () => {
    const metadata = JSON.parse('{"order_id":"6735","new":"1","__proto__":"2"}') as Record<
      string,
      string
    >;
    const updated: StreamEvent = {
      type: 'ChargeUpdated',
      details: { ...details, receiptEmail: 'a@example.com', metadata },
      previous: { receiptEmail: null, metadata: { order_id: '6735', gone: '3' } },
      at,
    };
    expect(typesOf(requested, authorized, sold, updated)).toEqual(['charge.updated']);
    const [previous] = before(...sale, updated);
    expect(JSON.stringify(previous)).toBe(
      '{"metadata":{"gone":"3","new":null,"__proto__":null},"receipt_email":null}',
    );
  });
});

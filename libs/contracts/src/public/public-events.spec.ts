import type { ChargeEvent } from '@ledgerway/domain';
import {
  at,
  authorized,
  captured,
  captureId,
  captureRequested,
  chargeAfter,
  chargeId,
  details,
  expired,
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
import { publicEventsOf } from './public-events.js';

/** The public events of the last event. */
const madeBy = (...events: ChargeEvent[]) => publicEventsOf(events.at(-1)!, chargeAfter(...events));
const typesOf = (...events: ChargeEvent[]) => madeBy(...events).map(({ type }) => type);

/** Everything that is told over a whole life. */
const told = (...events: ChargeEvent[]) =>
  events.flatMap((_, index) => typesOf(...events.slice(0, index + 1)));

const asked = [...sale, refundRequested('a', 500n)];

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
  ] as [string, ChargeEvent[], string[]][])('%s', (_, events, types) =>
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
  ] as [string, ChargeEvent[]][])('is %s', (_, events) => expect(typesOf(...events)).toEqual([]));
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
  it('is the charge as it was then, not as it is later', () => {
    const [event] = madeBy(...sale);
    expect(event?.object).toMatchObject({ amount_refunded: 0, refunded: false });
  });
});

describe('what was before', () => {
  const before = (...events: ChargeEvent[]) =>
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
  it('is told of an update, by public names and changed keys only', () => {
    const metadata = JSON.parse('{"order_id":"6735","new":"1","__proto__":"2"}') as Record<
      string,
      string
    >;
    const updated: ChargeEvent = {
      type: 'ChargeUpdated',
      details: { ...details, receiptEmail: 'a@example.com', metadata },
      previous: { receiptEmail: null, metadata: { order_id: '6735', gone: '3' } },
      at,
    };
    expect(typesOf(requested, authorized, sold, updated)).toEqual(['charge.updated']);
    const [previous] = before(...sale, updated);
    expect(JSON.stringify(previous)).toBe(
      '{"receipt_email":null,"metadata":{"gone":"3","new":null,"__proto__":null}}',
    );
  });
});

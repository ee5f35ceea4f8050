import fc from 'fast-check';
import {
  emptyStreamState,
  type StreamCommand,
  type StreamEvent,
  type StreamState,
} from '@ledgerway/domain';
import { at, core, details, sale, terms } from '../testing/examples.js';
import {
  fundsRecorded,
  fundsReleased,
  payout,
  payoutCreated,
  reserveHeld,
} from '../testing/merchant-examples.js';
import {
  confirmed,
  customer,
  intent,
  intentCharged,
  intentChargeId,
  intentCreated,
  intentDeclined,
  setupIntent,
  stateAfter,
} from '../testing/stream-examples.js';
import { streamIdOf } from '../ids.js';
import { toJson } from './json.js';
import {
  decodeCommandRecord,
  decodeEventRecord,
  decodeReplyRecord,
  encodeCommandRecord,
  encodeEventRecord,
  encodeReplyRecord,
  UnreadableRecord,
  type CommandRecord,
  type EventRecord,
  type ReplyRecord,
} from './records.js';

const streamId = streamIdOf(core);
const origin = { id: 'req_1', idempotencyKey: 'key-1' };
const amount = fc.bigInt({ min: 1n, max: 10n ** 18n - 1n });
/** Keys that mean something to JavaScript or to our own format are keys like any other. */
const key = fc.oneof(
  fc.string(),
  fc.constantFrom('amount', 'released', 'terms', 'v', '__proto__', 'constructor', 'toString'),
);
const metadata = fc
  .array(fc.tuple(key, fc.string()))
  .map((entries) => Object.fromEntries(entries) as Record<string, string>);

const commandRecord = (command: StreamCommand): CommandRecord => ({
  id: 'c0ffee00-0000-4000-8000-000000000000',
  streamId,
  replyTo: 3,
  origin,
  command,
});

describe('a command on the wire', () => {
  it('comes back as it was, whatever its metadata', () =>
    fc.assert(
      fc.property(amount, metadata, (much, data) => {
        const command: StreamCommand = {
          type: 'CreateCharge',
          terms: { ...terms, amount: much, details: { ...details, metadata: data } },
          at,
        };
        const read = decodeCommandRecord(encodeCommandRecord(commandRecord(command)));
        expect(read).toEqual(commandRecord(command));
        expect(Object.keys((read.command as typeof command).terms.details.metadata)).toEqual(
          Object.keys(data),
        );
      }),
    ));
  it('keeps an amount that was left out', () => {
    const command: StreamCommand = {
      type: 'RefundCharge',
      caller: { merchantId: 'acct_1', livemode: false },
      refundId: 're_1',
      amount: null,
      reason: null,
      metadata: { amount: '12' },
      at,
    };
    expect(decodeCommandRecord(encodeCommandRecord(commandRecord(command))).command).toEqual(
      command,
    );
  });
  it.each([
    ['no JSON', 'not json'],
    ['null', 'null'],
    ['another version', '{"v":1}'],
    ['no id', '{"v":2}'],
    ['no command', '{"v":2,"id":"a","streamId":"b"}'],
    ['an unknown type', '{"v":2,"id":"a","streamId":"b","command":{"type":"Steal","at":1}}'],
    [
      'a type of JavaScript',
      '{"v":2,"id":"a","streamId":"b","command":{"type":"toString","at":1}}',
    ],
    ['no time', '{"v":2,"id":"a","streamId":"b","command":{"type":"CreateCharge"}}'],
    ['no terms', '{"v":2,"id":"a","streamId":"b","command":{"type":"CreateCharge","at":1}}'],
    [
      'an amount that JSON may have rounded',
      '{"v":2,"id":"a","streamId":"b","command":{"type":"CreateCharge","at":1,"terms":{"amount":5}}}',
    ],
    [
      'nobody who asks',
      '{"v":2,"id":"a","streamId":"b","command":{"type":"CaptureCharge","at":1,"amount":"5"}}',
    ],
    [
      'half a caller',
      '{"v":2,"id":"a","streamId":"b","command":{"type":"DeleteCustomer","at":1,"caller":{"merchantId":"acct_1"}}}',
    ],
  ])('is unreadable if it is %s', (_, text) =>
    expect(() => decodeCommandRecord(Buffer.from(text))).toThrow(UnreadableRecord),
  );
});

describe('an event on the wire', () => {
  const record: EventRecord = {
    partition: 7,
    position: 9007199254740993n,
    streamId,
    version: 3,
    origin,
    event: sale[2]!,
    state: stateAfter(...sale),
  };
  const again = (sent: EventRecord) => decodeEventRecord(encodeEventRecord(sent));
  const sizeOf = (sent: EventRecord) => encodeEventRecord(sent).length;

  it('comes back as it was, with the state after it', () => expect(again(record)).toEqual(record));
  it('may come without anything in its stream', () => {
    const refused: EventRecord = {
      ...record,
      event: { type: 'CommandRejected', command: 'CaptureCharge', reason: 'not_found', at },
      state: emptyStreamState,
    };
    expect(again(refused)).toEqual(refused);
  });
  it('says what a capture costs, and nothing if it is free', () => {
    const carried = (sent: EventRecord) =>
      (JSON.parse(encodeEventRecord(sent).toString()) as { event: object }).event;
    expect(carried(record)).not.toHaveProperty('fee');
    const costly = { ...record, event: { ...record.event, fee: 75n, tax: 8n } as StreamEvent };
    expect(again(costly)).toEqual(costly);
  });
  it('carries of a merchant’s payouts only the one that it is about', () => {
    const other = { ...payout, id: `${payout.id}2` };
    const earlier = { ...payoutCreated, payout: other };
    const events = [fundsRecorded, fundsReleased, earlier, payoutCreated];
    const state = stateAfter(...events);
    expect(state.merchant?.payouts).toHaveLength(2);
    const sent = (event: StreamEvent, after: StreamState) =>
      again({ ...record, event, state: after }).state.merchant;
    expect(sent(payoutCreated, state)).toEqual({ ...state.merchant, payouts: [payout] });
    const after = stateAfter(...events, reserveHeld);
    expect(sent(reserveHeld, after)).toEqual({ ...after.merchant, payouts: [] });
  });
  it.each([
    ['a charge', { type: 'ChargeRequested', terms, at }],
    ['an intent', { type: 'PaymentIntentCreated', intent, at }],
    ['a customer', { type: 'CustomerCreated', customer, at }],
    ['a setup intent', { type: 'SetupIntentCreated', setupIntent, at }],
  ] as const)('carries %s that it opens a stream with once', (_, event) => {
    const state = stateAfter(event);
    expect(again({ ...record, event, state })).toEqual({ ...record, event, state });
    const other = { ...record, event: structuredClone(event), state };
    expect(again(other)).toEqual(other);
    expect(sizeOf({ ...record, event, state })).toBeLessThan(sizeOf(other) - 300);
  });
  it('has one of an intent’s earlier charges only if it is about it', () => {
    const second = { method: intent.method! };
    const events = [
      ...[intentCreated, confirmed(), intentCharged(), intentDeclined],
      ...[confirmed(2, second), intentCharged(2)],
    ];
    const state = stateAfter(...events);
    const requested = { ...record, event: intentCharged(2), state };
    expect(again(requested).state).toEqual({ ...state, earlierCharges: [] });
    const event = {
      ...({ type: 'ChargeUpdated', chargeId: intentChargeId(1), at } as const),
      ...{ details, previous: {} },
    };
    expect(again({ ...record, event, state }).state).toEqual(state);
  });
  it('is unreadable without its position, or without what it opens its stream with', () => {
    const { position: _position, ...rest } = record;
    const read = (json: unknown) => () => decodeEventRecord(Buffer.from(toJson(json)));
    expect(read({ v: 2, ...rest })).toThrow(UnreadableRecord);
    const event = { type: 'ChargeRequested', at };
    expect(read({ v: 2, ...record, event, state: {} })).toThrow(UnreadableRecord);
  });
});

describe('a reply on the wire', () => {
  it.each([
    ['done', { kind: 'done' }, stateAfter(...sale)],
    ['rejected', { kind: 'rejected', reason: 'intent_state' }, emptyStreamState],
  ] as const)('comes back as it was: %s', (_, outcome, state) => {
    const reply: ReplyRecord = {
      commandId: 'c0ffee00-0000-4000-8000-000000000000',
      partition: 7,
      position: 12n,
      outcome,
      state,
    };
    expect(decodeReplyRecord(encodeReplyRecord(reply))).toEqual(reply);
  });
});

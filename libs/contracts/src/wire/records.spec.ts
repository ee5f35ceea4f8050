import fc from 'fast-check';
import type { ChargeCommand } from '@ledgerway/domain';
import {
  at,
  chargeAfter,
  captured,
  captureRequested,
  core,
  details,
  held,
  refundRequested,
  refundSucceeded,
  refusedByIssuer,
  requested,
  sale,
  terms,
} from '../testing/examples.js';
import { streamIdOf } from '../ids.js';
import { chargeFromJson, chargeToJson, toJson } from './charge.js';
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

const commandRecord = (command: ChargeCommand): CommandRecord => ({
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
        const command: ChargeCommand = {
          type: 'CreateCharge',
          terms: { ...terms, amount: much, details: { ...details, metadata: data } },
          at,
        };
        const { v: _version, ...read } = decodeCommandRecord(
          encodeCommandRecord(commandRecord(command)),
        ) as CommandRecord & { v: number };
        expect(read).toEqual(commandRecord(command));
        expect(Object.keys((read.command as typeof command).terms.details.metadata)).toEqual(
          Object.keys(data),
        );
      }),
    ));
  it('keeps an amount that was left out', () => {
    const command: ChargeCommand = {
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
    ['another version', '{"v":2}'],
    ['no id', '{"v":1}'],
    ['no command', '{"v":1,"id":"a","streamId":"b"}'],
    ['an unknown type', '{"v":1,"id":"a","streamId":"b","command":{"type":"Steal","at":1}}'],
    [
      'a type of JavaScript',
      '{"v":1,"id":"a","streamId":"b","command":{"type":"toString","at":1}}',
    ],
    ['no time', '{"v":1,"id":"a","streamId":"b","command":{"type":"CreateCharge"}}'],
    ['no terms', '{"v":1,"id":"a","streamId":"b","command":{"type":"CreateCharge","at":1}}'],
    [
      'an amount that JSON may have rounded',
      '{"v":1,"id":"a","streamId":"b","command":{"type":"CreateCharge","at":1,"terms":{"amount":5}}}',
    ],
    [
      'nobody who asks',
      '{"v":1,"id":"a","streamId":"b","command":{"type":"CaptureCharge","at":1,"amount":"5"}}',
    ],
  ])('is unreadable if it is %s', (_, text) =>
    expect(() => decodeCommandRecord(Buffer.from(text))).toThrow(UnreadableRecord),
  );
});

describe('an event on the wire', () => {
  const charge = chargeAfter(...sale);
  const record: EventRecord = {
    partition: 7,
    position: 9007199254740993n,
    streamId,
    version: 3,
    origin,
    event: sale[2]!,
    charge,
  };

  it('comes back as it was, with the charge after it', () => {
    const read = decodeEventRecord(encodeEventRecord(record));
    expect(read).toMatchObject({ ...record });
    expect(read.charge).toEqual(charge);
  });
  it('may come without a charge', () => {
    const refused: EventRecord = {
      ...record,
      event: { type: 'CommandRejected', command: 'CaptureCharge', reason: 'not_found', at },
      charge: null,
    };
    expect(decodeEventRecord(encodeEventRecord(refused))).toMatchObject(refused);
  });
  it('is unreadable without its position', () => {
    const { position: _position, ...rest } = record;
    expect(() => decodeEventRecord(Buffer.from(toJson({ v: 1, ...rest })))).toThrow(
      UnreadableRecord,
    );
  });
});

describe('a reply on the wire', () => {
  it.each([
    ['done', { kind: 'done' }, chargeAfter(...sale)],
    ['rejected', { kind: 'rejected', reason: 'not_found' }, null],
  ] as const)('comes back as it was: %s', (_, outcome, charge) => {
    const reply: ReplyRecord = {
      commandId: 'c0ffee00-0000-4000-8000-000000000000',
      partition: 7,
      position: 12n,
      outcome,
      charge,
    };
    expect(decodeReplyRecord(encodeReplyRecord(reply))).toMatchObject(reply);
  });
});

describe('a charge as JSON', () => {
  it.each([
    ['declined', [requested, refusedByIssuer]],
    ['captured in part', [...held, captureRequested(1500n), captured(1500n, 500n)]],
    ['refunded', [...sale, refundRequested('a', 500n), refundSucceeded('a', 500n)]],
  ])('comes back as it was: %s', (_, events) => {
    const charge = chargeAfter(...events);
    expect(chargeFromJson(chargeToJson(charge))).toEqual(charge);
  });
});

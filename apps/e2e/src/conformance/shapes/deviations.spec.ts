import { DeclaredTypes } from './declared-types.js';
import { deviationsOf } from './deviations.js';

const declared = new DeclaredTypes(['Refunds', 'Tokens']);
const { checker } = declared;

const refund = {
  id: 're_1',
  object: 'refund',
  amount: 500,
  balance_transaction: 'txn_1',
  charge: 'ch_1',
  created: 1_795_397_921,
  currency: 'hkd',
  customer: null,
  customer_account: null,
  destination_details: { type: 'card', card: { type: 'refund' } },
  metadata: { order: '7' },
  payment_intent: null,
  payment_method: null,
  reason: 'duplicate',
  receipt_number: null,
  source_transfer_reversal: null,
  status: 'succeeded',
  transfer_reversal: null,
};
const deviations = (changes: object, extras: string[] = []) =>
  deviationsOf({ ...refund, ...changes }, declared.of('Refunds', 'Refund'), { checker, extras });

describe('the deviations of an object from its declaration', () => {
  it('are none if every member is as declared', () => {
    expect(deviations({})).toEqual([]);
  });

  it.each([
    ['null where null is not declared', { amount: null }, /^\.amount: null is not number/],
    ['another kind', { currency: 344 }, /^\.currency: 344 is not string/],
    ['a number with decimals', { amount: 5.5 }, /^\.amount: 5\.5 is not number/],
    ['another literal', { object: 'charge' }, /^\.object: "charge" is not "refund"/],
    ['a member that is not declared', { livemode: false }, /^\.livemode: not declared/],
    ['a wrong member further in', { metadata: { a: 1 } }, /^\.metadata\.a: 1 is not string/],
    [
      'a missing member further in',
      { destination_details: { card: { type: 'refund' } } },
      /^\.destination_details\.type: missing/,
    ],
    [
      'a wrong member of an expanded object',
      { charge: { object: 'charge' } },
      /^\.charge\.id: missing/,
    ],
  ])('name %s', (_what, changes, expected) => {
    expect(deviations(changes)).toContainEqual(expect.stringMatching(expected));
  });

  it('name a missing member', () => {
    const { receipt_number: _gone, ...rest } = refund;
    const type = declared.of('Refunds', 'Refund');
    expect(deviationsOf(rest, type, { checker, extras: [] })).toEqual(['.receipt_number: missing']);
  });

  it('are none for a member that is ours on purpose', () => {
    expect(deviations({ livemode: false }, ['.livemode'])).toEqual([]);
  });

  it('are none for a text that the declaration leaves open', () => {
    expect(deviations({ reason: 'expired_uncaptured_charge' })).toEqual([]);
  });
});

import { specFor } from '@ledgerway/testing';
import {
  at,
  caller,
  details,
  refusedByIssuer,
  requested,
  terms,
  update,
} from '../testing/examples.js';
import { charge } from './charge.js';
import type { ChargeCommand, ChargeDetails, ChargeEvent } from './model.js';

const { given } = specFor(charge);

const updated = (
  changes: Partial<ChargeDetails>,
  previous: Partial<ChargeDetails>,
): ChargeEvent => ({ type: 'ChargeUpdated', details: { ...details, ...changes }, previous, at });
const having = (changes: Partial<ChargeDetails>): ChargeEvent => ({
  type: 'ChargeRequested',
  terms: { ...terms, details: { ...details, ...changes } },
  at,
});

describe('updating a charge', () => {
  it('changes what is given, and tells what it was', () =>
    given(requested)
      .when(update({ description: 'A book' }))
      .then(updated({ description: 'A book' }, { description: null })));
  it('is possible for a failed charge too', () =>
    given(requested, refusedByIssuer)
      .when(update({ description: 'A book' }))
      .then(updated({ description: 'A book' }, { description: null })));
  it('adds nothing when nothing changes', () => {
    given(requested).when(update({})).then();
    given(requested)
      .when(update({ description: null, receiptEmail: undefined }))
      .then();
    given(having({ metadata: { a: '1' } }))
      .when(update({ metadata: { a: '1', b: '' } }))
      .then();
  });
  it('is not found where nothing was asked, or by another caller', () => {
    given().when(update({})).thenRejected('not_found');
    given(requested)
      .when({
        type: 'UpdateCharge',
        caller: { ...caller, livemode: true },
        changes: { description: 'A book' },
        at,
      })
      .thenRejected('not_found');
  });
  it('may name the charge, and finds no other', () => {
    const named = (chargeId: string): ChargeCommand => ({
      type: 'UpdateCharge',
      caller,
      chargeId,
      changes: { description: 'A book' },
      at,
    });
    given(requested)
      .when(named('ch_1'))
      .then(updated({ description: 'A book' }, { description: null }));
    given(requested).when(named('ch_2')).thenRejected('not_found');
  });
  it('sets a customer once', () => {
    const set = having({ customer: 'cus_1' });
    given(requested)
      .when(update({ customer: 'cus_1' }))
      .then(updated({ customer: 'cus_1' }, { customer: null }));
    given(set)
      .when(update({ customer: 'cus_1' }))
      .then();
    given(set)
      .when(update({ customer: 'cus_2' }))
      .thenRejected('customer_already_set');
    given(set)
      .when(update({ customer: null }))
      .thenRejected('customer_already_set');
  });
});

describe('the metadata of a charge', () => {
  const before = having({ metadata: { a: '1', b: '2' } });
  const previous = { metadata: { a: '1', b: '2' } };

  it('is merged key by key', () =>
    given(before)
      .when(update({ metadata: { b: '3', c: '4' } }))
      .then(updated({ metadata: { a: '1', b: '3', c: '4' } }, previous)));
  it('loses a key whose value is empty', () =>
    given(before)
      .when(update({ metadata: { a: '' } }))
      .then(updated({ metadata: { b: '2' } }, previous)));
  it('loses every key when it is null', () =>
    given(before)
      .when(update({ metadata: null }))
      .then(updated({ metadata: {} }, previous)));
  it('takes any key, also those that mean something to the language', () => {
    const odd = JSON.parse('{"__proto__":"1","constructor":"2","amount":"3"}') as Record<
      string,
      string
    >;
    given(requested)
      .when(update({ metadata: odd }))
      .then(updated({ metadata: odd }, { metadata: {} }));
  });
  it('has at most fifty keys', () => {
    const keys = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));
    const most = having({ metadata: keys(49) });
    given(most)
      .when(update({ metadata: { last: 'v' } }))
      .then(updated({ metadata: { ...keys(49), last: 'v' } }, { metadata: keys(49) }));
    given(most)
      .when(update({ metadata: { last: 'v', more: 'v' } }))
      .thenRejected('too_much_metadata');
  });
});

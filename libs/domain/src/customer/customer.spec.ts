import { specFor } from '@ledgerway/testing';
import { at } from '../testing/examples.js';
import {
  addSource,
  createCustomer,
  customerDetails,
  customerMade,
  deleteCustomer,
  keysOf,
  otherMode,
  removeSource,
  source,
  stranger,
  updateCustomer,
  updateSource,
} from '../testing/resource-examples.js';
import { customer } from './customer.js';
import type { CustomerCommand, CustomerDetails, CustomerEvent } from './model.js';

const { given } = specFor(customer);
const created = (defaultSource: string | null = null): CustomerEvent => ({
  type: 'CustomerCreated',
  customer: { ...customerMade, defaultSource },
  at,
});
const added = (id: string, isDefault: boolean): CustomerEvent => ({
  type: 'SourceAdded',
  source: source(id),
  isDefault,
  at,
});
const removed = (sourceId: string, defaultSource: string | null): CustomerEvent => ({
  type: 'SourceRemoved',
  sourceId,
  defaultSource,
  at,
});
const updated = (
  changed: Partial<CustomerDetails>,
  previous: Readonly<Record<string, unknown>>,
  defaultSource: string | null = null,
): CustomerEvent => ({
  type: 'CustomerUpdated',
  details: { ...customerDetails, ...changed },
  defaultSource,
  previous,
  at,
});
const deleted: CustomerEvent = { type: 'CustomerDeleted', at };
const withCards = [created('card_a'), added('card_a', true), added('card_b', false)];

describe('making a customer', () => {
  it('makes it once', () => {
    given().when(createCustomer()).then(created());
    given(created()).when(createCustomer()).then();
  });
  it('makes its first card the default', () =>
    given()
      .when(createCustomer(source('card_a')))
      .then(created('card_a'), added('card_a', true)));
  it('refuses somebody else’s under the same id', () =>
    given(created())
      .when({
        type: 'CreateCustomer',
        customer: { ...customerMade, ...stranger },
        source: null,
        at,
      })
      .thenRejected('key_reused'));
});

describe('updating a customer', () => {
  it('changes what is given, and tells what it was', () =>
    given(created())
      .when(updateCustomer({ name: 'Ann', email: undefined, balance: -5 }))
      .then(updated({ name: 'Ann', balance: -5 }, { name: null, balance: 0 })));
  it('merges metadata key by key', () => {
    const before = updated({ metadata: { a: '1', b: '2' } }, {});
    given(created(), before)
      .when(updateCustomer({ metadata: { a: '', c: '3' } }))
      .then(updated({ metadata: { b: '2', c: '3' } }, { metadata: { a: '1', b: '2' } }));
    given(created(), before)
      .when(updateCustomer({ metadata: null }))
      .then(updated({ metadata: {} }, { metadata: { a: '1', b: '2' } }));
  });
  it('refuses too much metadata', () => {
    given(created())
      .when(updateCustomer({ metadata: keysOf(50) }))
      .then(updated({ metadata: keysOf(50) }, { metadata: {} }));
    given(created())
      .when(updateCustomer({ metadata: keysOf(51) }))
      .thenRejected('too_much_metadata');
  });
  it('adds nothing when nothing changes', () => {
    given(created()).when(updateCustomer({})).then();
    given(...withCards)
      .when(updateCustomer({ defaultSource: 'card_a', balance: 0 }))
      .then();
  });
  it('chooses among its cards', () => {
    given(...withCards)
      .when(updateCustomer({ defaultSource: 'card_b' }))
      .then(updated({}, { defaultSource: 'card_a' }, 'card_b'));
    given(...withCards)
      .when(updateCustomer({ defaultSource: 'card_c' }))
      .thenRejected('source_not_found');
  });
  it('puts a new card in the place of the default one', () => {
    given(created())
      .when(updateCustomer({}, source('card_a')))
      .then(added('card_a', true), updated({}, { defaultSource: null }, 'card_a'));
    const replaced = [
      added('card_c', true),
      removed('card_a', 'card_c'),
      updated({ name: 'Ann' }, { name: null, defaultSource: 'card_a' }, 'card_c'),
    ];
    given(...withCards)
      .when(updateCustomer({ name: 'Ann' }, source('card_c')))
      .then(...replaced);
    given(...withCards, ...replaced)
      .when(updateCustomer({ name: 'Ann' }, source('card_c')))
      .then();
  });
});

describe('the cards of a customer', () => {
  it('begin with the default one', () => {
    given(created()).when(addSource('card_a')).then(added('card_a', true));
    given(created('card_a'), added('card_a', true))
      .when(addSource('card_b'))
      .then(added('card_b', false));
    given(...withCards)
      .when(addSource('card_b'))
      .then();
  });
  it('are fifty at most', () => {
    const many = Array.from({ length: 49 }, (_, index) => added(`card_${index}`, index === 0));
    const full = [created(), ...many, added('card_49', false)];
    given(created(), ...many)
      .when(addSource('card_49'))
      .then(added('card_49', false));
    given(...full)
      .when(addSource('card_50'))
      .thenRejected('too_many_sources');
    given(...full)
      .when(updateCustomer({}, source('card_50')))
      .then(
        added('card_50', true),
        removed('card_0', 'card_50'),
        updated({}, { defaultSource: 'card_0' }, 'card_50'),
      );
  });
  it('are changed one by one', () => {
    given(...withCards)
      .when(updateSource('card_b', { expYear: 2040, name: 'Ann' }))
      .then({
        type: 'SourceUpdated',
        source: source('card_b', { expYear: 2040, name: 'Ann' }),
        previous: { expYear: 2034, name: null },
        at,
      });
    given(...withCards)
      .when(updateSource('card_b', { expYear: 2034 }))
      .then();
    given(...withCards)
      .when(updateSource('card_b', { metadata: keysOf(51) }))
      .thenRejected('too_much_metadata');
    given(...withCards)
      .when(updateSource('card_c', {}))
      .thenRejected('source_not_found');
  });
  it('leave the default to the newest of the others', () => {
    given(...withCards, added('card_c', false))
      .when(removeSource('card_a'))
      .then(removed('card_a', 'card_c'));
    given(...withCards)
      .when(removeSource('card_b'))
      .then(removed('card_b', 'card_a'));
    given(...withCards, removed('card_b', 'card_a'))
      .when(removeSource('card_a'))
      .then(removed('card_a', null));
    given(...withCards)
      .when(removeSource('card_c'))
      .thenRejected('source_not_found');
  });
});

describe('a customer that is not there', () => {
  const commands: CustomerCommand[] = [
    updateCustomer({}),
    addSource('card_c'),
    updateSource('card_a', {}),
    removeSource('card_a'),
  ];
  it.each(commands)('is not found by $type before it is made, or once it is deleted', (command) => {
    given().when(command).thenRejected('customer_not_found');
    given(...withCards, deleted)
      .when(command)
      .thenRejected('customer_not_found');
  });
  it.each([...commands, deleteCustomer])('is not found by $type of anybody else', (command) => {
    for (const caller of [stranger, otherMode])
      given(...withCards)
        .when({ ...command, caller } as CustomerCommand)
        .thenRejected('customer_not_found');
  });
  it('can be deleted twice, but only if it was there', () => {
    given(...withCards)
      .when(deleteCustomer)
      .then(deleted);
    given(...withCards, deleted)
      .when(deleteCustomer)
      .then();
    given().when(deleteCustomer).thenRejected('customer_not_found');
  });
  it('leaves no card behind', () => {
    const state = [...withCards, deleted].reduce(customer.evolve, customer.initialState);
    expect(state).toMatchObject({
      customer: { deletedAt: at, defaultSource: null },
      paymentMethods: [],
    });
  });
});

describe('what is known of a customer', () => {
  it.each([
    ['made twice', [created(), created()]],
    ['deleted twice', [created(), deleted, deleted]],
    ['that has the same card twice', [...withCards, added('card_a', false)]],
    ['that loses a card it does not have', [created(), removed('card_a', null)]],
    ['changed after its end', [created(), deleted, updated({}, {})]],
  ])('cannot be folded over one %s', (_, events) =>
    expect(() => events.reduce(customer.evolve, customer.initialState)).toThrow('cannot follow'),
  );
});

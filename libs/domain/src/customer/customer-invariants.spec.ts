// Whatever is asked of a customer, in whatever order.
import fc from 'fast-check';
import {
  addSource,
  createCustomer,
  deleteCustomer,
  removeSource,
  source,
  updateCustomer,
  updateSource,
} from '../testing/resource-examples.js';
import { walk } from '../testing/walk.js';
import { customer } from './customer.js';
import type { CustomerCommand } from './model.js';

const id = fc.constantFrom('card_a', 'card_b', 'card_c', 'card_d');
const command: fc.Arbitrary<CustomerCommand> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(deleteCustomer) },
  { weight: 5, arbitrary: id.map(addSource) },
  { weight: 4, arbitrary: id.map(removeSource) },
  { weight: 2, arbitrary: id.map((one) => updateSource(one, { metadata: { k: 'v' } })) },
  { weight: 3, arbitrary: id.map((one) => updateCustomer({ defaultSource: one })) },
  { weight: 3, arbitrary: id.map((one) => updateCustomer({ name: one }, source(one))) },
);
const walks = fc
  .tuple(fc.constantFrom(createCustomer(), createCustomer(source('card_a'))), fc.array(command))
  .map(([first, rest]) => [first, ...rest]);
const onEveryWalk = (check: (commands: CustomerCommand[]) => void) =>
  fc.assert(fc.property(walks, check), { numRuns: 300 });

describe('a customer, whatever is asked of it', () => {
  it('is the same when it is folded again, a repeated command adding none', () =>
    onEveryWalk((commands) => {
      const { state, events, unrepeatable } = walk(customer, commands);
      expect(events.reduce(customer.evolve, customer.initialState)).toEqual(state);
      // A card that was just removed is not there to be removed.
      expect(unrepeatable.filter(({ type }) => type !== 'RemoveSource')).toEqual([]);
    }));

  it('has a default card just if it has cards, and it is one of them', () =>
    onEveryWalk((commands) => {
      walk(customer, commands, ({ customer: known, paymentMethods }) => {
        const ids = paymentMethods.map((one) => one.id);
        expect(new Set(ids).size).toBe(ids.length);
        const defaultSource = known?.defaultSource ?? null;
        expect(defaultSource === null ? ids.length === 0 : ids.includes(defaultSource)).toBe(true);
      });
    }));
});

// Whatever is asked of payment methods, in whatever order.
import fc from 'fast-check';
import { at, caller } from '../testing/examples.js';
import {
  attach,
  createMethod,
  detach,
  stranger,
  use,
  wallet,
} from '../testing/resource-examples.js';
import { walk } from '../testing/walk.js';
import type { PaymentMethodCommand } from './model.js';
import { paymentMethod } from './payment-method.js';

const methodId = fc.constantFrom('pm_1', 'pm_2', 'pm_3');
const command: fc.Arbitrary<PaymentMethodCommand> = fc.oneof(
  fc.constantFrom(createMethod(), createMethod(wallet), createMethod(stranger)),
  fc
    .tuple(methodId, fc.constantFrom('cus_1', 'cus_2'), fc.boolean())
    .map(([id, customer, setUp]) => attach(customer, { methodId: id, setUp })),
  methodId.map((id): PaymentMethodCommand => ({
    type: 'UpdatePaymentMethod',
    caller,
    methodId: id,
    changes: { expYear: 2040, metadata: { k: 'v' } },
    at,
  })),
  fc.constant(detach),
  fc.tuple(fc.constantFrom('pi_1', 'pi_2'), methodId).map((asked) => use(...asked)),
);
const onEveryWalk = (check: (commands: PaymentMethodCommand[]) => void) =>
  fc.assert(fc.property(fc.array(command, { maxLength: 30 }), check), { numRuns: 300 });

describe('payment methods, whatever is asked of them', () => {
  it('are the same when they are folded again, a repeated command adding none', () =>
    onEveryWalk((commands) => {
      const { state, events, unrepeatable } = walk(paymentMethod, commands);
      expect(events.reduce(paymentMethod.evolve, paymentMethod.initialState)).toEqual(state);
      // A method that was just detached has no customer to be detached from.
      expect(unrepeatable.filter(({ type }) => type !== 'DetachPaymentMethod')).toEqual([]);
    }));

  it('never come back once they were detached or used up', () =>
    onEveryWalk((commands) => {
      walk(paymentMethod, commands, ({ paymentMethods }) => {
        const gone = paymentMethods.filter((one) => one.detachedAt !== null || one.usedBy !== null);
        expect(gone.filter(({ customer }) => customer !== null)).toEqual([]);
        const uncarded = paymentMethods.filter(({ type }) => type !== 'card');
        expect(uncarded.filter(({ customer }) => customer !== null)).toEqual([]);
      });
    }));
});

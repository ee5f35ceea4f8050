// Whatever is asked of a setup intent, in whatever order.
import fc from 'fast-check';
import { card } from '../testing/examples.js';
import {
  cancelSetup,
  completeSetup,
  confirmSetup,
  createSetup,
  method,
  updateSetup,
} from '../testing/resource-examples.js';
import { walk } from '../testing/walk.js';
import type { SetupIntentCommand } from './model.js';
import { setupIntent } from './setup-intent.js';

const challenged = {
  ...method,
  id: 'pm_3ds',
  card: { ...card, authentication: 'required' as const },
};
const anyMethod = fc.constantFrom(null, method, challenged);
const command: fc.Arbitrary<SetupIntentCommand> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(createSetup(), cancelSetup()) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('s1', 's2', 's3'), anyMethod)
      .map(([id, one]) => confirmSetup(id, { method: one })),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.nat({ max: 3 }), fc.constantFrom('succeeded', 'failed', 'failed'))
      .map((outcome) => completeSetup(...outcome)),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(updateSetup({ description: 'a' }), updateSetup({ method })),
  },
);
const walks = fc
  .tuple(fc.constantFrom(createSetup(), createSetup({ method })), fc.array(command))
  .map(([first, rest]) => [first, ...rest]);
const onEveryWalk = (check: (commands: SetupIntentCommand[]) => void) =>
  fc.assert(fc.property(walks, check), { numRuns: 300 });

describe('a setup intent, whatever is asked of it', () => {
  it('is the same when it is folded again, a repeated command adding none', () =>
    onEveryWalk((commands) => {
      const { state, events, unrepeatable } = walk(setupIntent, commands);
      expect(events.reduce(setupIntent.evolve, setupIntent.initialState)).toEqual(state);
      // What is canceled cannot be canceled.
      expect(unrepeatable.filter(({ type }) => type !== 'CancelSetupIntent')).toEqual([]);
    }));

  it('has what its status says', () =>
    onEveryWalk((commands) => {
      walk(setupIntent, commands, ({ setupIntent: known }) => {
        if (known === null) return;
        const { status, action, attempt, confirmIds } = known;
        expect(status).not.toBe('processing');
        expect(status === 'requires_action').toBe(action !== null);
        expect(confirmIds).toHaveLength(attempt);
        if (status === 'requires_payment_method') expect(known.method).toBeNull();
        else if (status !== 'canceled') expect(known.method).not.toBeNull();
      });
    }));
});

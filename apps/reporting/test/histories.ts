// Histories for property tests: whatever merchants and acquirers do, decided by the real decider.
import type { StreamCommand } from '@ledgerway/domain';
import fc from 'fast-check';
import { chargeCommand } from './history-charges.js';
import { paymentIntentCommand, paymentIntentIdOf } from './history-payment-intents.js';
import {
  customerCommand,
  customerIdOf,
  methodCommand,
  methodIdOf,
  setupCommand,
  setupIntentIdOf,
} from './history-customers.js';
import { chargeIdOf, startMs, type WrittenLog } from './written-log.js';

const does = {
  charge: [
    ...['create', 'answer', 'answer', 'answer', 'capture', 'refund', 'refund', 'update', 'expire'],
    ...['dispute', 'settle', 'evidence', 'cancel_refund', 'return'],
  ],
  intent: [
    ...['create', 'create', 'confirm', 'confirm', 'complete', 'credit', 'answer', 'answer'],
    ...['answer', 'capture', 'cancel', 'refund', 'update', 'dispute', 'settle', 'return'],
  ],
  customer: ['create', 'add', 'add', 'add', 'remove', 'update', 'delete'],
  method: ['create', 'attach', 'detach', 'update'],
  setup: ['create', 'confirm', 'cancel'],
};
type Kind = keyof typeof does;

export type Step = {
  readonly kind: Kind;
  /** Which one of its kind. */
  readonly of: number;
  readonly does: string;
  readonly amount: number | null;
  readonly final: boolean;
  readonly answer: 'approved' | 'declined' | 'done' | 'failed' | 'unknown' | 'pending';
  readonly afterMs: number;
};

const stepOf = (kind: Kind, of: number): fc.Arbitrary<Step> =>
  fc.record({
    kind: fc.constant(kind),
    of: fc.nat(of),
    does: fc.constantFrom(...does[kind]),
    amount: fc.option(fc.integer({ min: 1, max: 900 })),
    final: fc.boolean(),
    answer: fc.constantFrom(
      ...(['approved', 'approved', 'done', 'done'] as const),
      ...(['declined', 'failed', 'unknown', 'pending'] as const),
    ),
    afterMs: fc.constantFrom(0, 0, 1, 1, 999, 999, 60_000, 60_000, 8 * 24 * 60 * 60 * 1000),
  });

/** What takes several steps that seldom meet by chance. */
const stories: [Kind, ...(readonly [does: string, answer: Step['answer']])[]][] = [
  ['charge', ['create', 'done'], ['answer', 'approved'], ['dispute', 'done'], ['settle', 'done']],
  ['charge', ['create', 'done'], ['answer', 'approved'], ['refund', 'done'], ['answer', 'pending']],
  ['charge', ['refund', 'done'], ['answer', 'pending'], ['cancel_refund', 'done']],
  ['charge', ['refund', 'done'], ['answer', 'done'], ['return', 'done']],
  ['charge', ['dispute', 'pending'], ['evidence', 'done'], ['answer', 'done']],
  [
    'intent',
    ['create', 'done'],
    ['confirm', 'done'],
    ['answer', 'declined'],
    ['confirm', 'done'],
    ['update', 'done'],
  ],
  ['intent', ['confirm', 'done'], ['complete', 'done'], ['answer', 'approved']],
  ['intent', ['confirm', 'done'], ['credit', 'approved'], ['answer', 'approved']],
  ['intent', ['refund', 'done'], ['answer', 'done'], ['dispute', 'done'], ['settle', 'done']],
  ['method', ['create', 'done'], ['attach', 'done'], ['detach', 'done']],
];

const story: fc.Arbitrary<Step[]> = fc.constantFrom(...stories).chain(([kind, ...told]) =>
  fc
    .tuple(fc.array(stepOf(kind, 3), { minLength: told.length, maxLength: told.length }))
    .map(([steps]) =>
      steps.map((step, n) => ({
        ...step,
        of: steps[0]!.of,
        does: told[n]![0],
        answer: told[n]![1],
      })),
    ),
);

const anything: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: stepOf('charge', 5) },
  { weight: 5, arbitrary: stepOf('intent', 3) },
  { weight: 2, arbitrary: stepOf('customer', 1) },
  { weight: 1, arbitrary: stepOf('method', 1) },
  { weight: 1, arbitrary: stepOf('setup', 0) },
);

export const histories: fc.Arbitrary<Step[]> = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: anything.map((step) => [step]) },
      { weight: 2, arbitrary: story },
    ),
    { minLength: 20, maxLength: 80, size: 'max' },
  )
  .map((parts) => parts.flat());

export async function writeHistory(log: WrittenLog, steps: readonly Step[]): Promise<void> {
  let at = startMs;
  for (const [index, step] of steps.entries()) {
    at += step.afterMs;
    const command = commandOf(log, step, index, at);
    if (command !== undefined) await log.run(idOf(step), command);
  }
}

function idOf({ kind, of }: Step): string {
  switch (kind) {
    case 'charge':
      return chargeIdOf(of);
    case 'intent':
      return paymentIntentIdOf(of);
    case 'customer':
      return customerIdOf(of);
    case 'method':
      return methodIdOf(of);
    case 'setup':
      return setupIntentIdOf(of);
  }
}

function commandOf(
  log: WrittenLog,
  step: Step,
  index: number,
  at: number,
): StreamCommand | undefined {
  const { state } = log.stream(idOf(step));
  switch (step.kind) {
    case 'charge':
      return chargeCommand(state, step, index, at);
    case 'intent':
      return paymentIntentCommand(state, step, index, at);
    case 'customer':
      return customerCommand(state, step, index, at);
    case 'method':
      return methodCommand(state, step, at);
    case 'setup':
      return setupCommand(step, index, at);
  }
}

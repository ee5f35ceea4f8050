// Histories for property tests: whatever merchants, acquirers and banks do, decided by the real decider.
import type { StreamCommand } from '@ledgerway/domain';
import fc from 'fast-check';
import { chargeCommand, streamsOfPart } from './history-charges.js';
import {
  customerCommand,
  customerIdOf,
  methodCommand,
  methodIdOf,
  setupCommand,
  setupIntentIdOf,
} from './history-customers.js';
import { merchantCommand, merchantIdOfHistory } from './history-merchants.js';
import { paymentIntentCommand, paymentIntentIdOf } from './history-payment-intents.js';
import {
  batchCommand,
  batchIdOfHistory,
  statementCommand,
  statementIdOfHistory,
} from './history-settlements.js';
import { stories } from './history-stories.js';
import { chargeIdOf, startMs, type WrittenLog } from './written-log.js';

const does = {
  charge: [
    ...['create', 'answer', 'answer', 'answer', 'capture', 'refund', 'refund', 'update', 'expire'],
    ...['dispute', 'settle', 'evidence', 'cancel_refund', 'return', 'announce', 'describe'],
    'concede',
  ],
  intent: [
    ...['create', 'create', 'confirm', 'confirm', 'complete', 'credit', 'answer', 'answer'],
    ...['answer', 'capture', 'cancel', 'refund', 'update', 'dispute', 'settle', 'return'],
  ],
  customer: ['create', 'add', 'add', 'add', 'change', 'remove', 'update', 'delete'],
  method: ['create', 'attach', 'detach', 'update', 'use'],
  setup: ['create', 'confirm', 'complete', 'update', 'cancel'],
  merchant: [
    ...['feed', 'feed', 'feed', 'release', 'pay', 'pay', 'send', 'settle', 'cancel', 'fail'],
    ...['reverse', 'update', 'schedule', 'run', 'run', 'hold', 'free', 'convert', 'report'],
  ],
  batch: ['import', 'credit', 'credit', 'assign', 'resolve'],
  statement: ['import', 'import', 'assign', 'resolve'],
};
export type Kind = keyof typeof does;

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

const story: fc.Arbitrary<Step[]> = fc
  .constantFrom(...stories)
  .chain((told) =>
    fc
      .tuple(fc.nat(streamsOfPart - 1), ...told.map(([kind]) => stepOf(kind, 0)))
      .map(([of, ...steps]) =>
        steps.map((step, n) => ({ ...step, of, does: told[n]![1], ...told[n]![2] })),
      ),
  );

const anything: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: stepOf('charge', 5) },
  { weight: 5, arbitrary: stepOf('intent', 3) },
  { weight: 2, arbitrary: stepOf('customer', 1) },
  { weight: 1, arbitrary: stepOf('method', 1) },
  { weight: 1, arbitrary: stepOf('setup', 0) },
  { weight: 3, arbitrary: stepOf('merchant', 2) },
  { weight: 1, arbitrary: stepOf('batch', 2) },
  { weight: 1, arbitrary: stepOf('statement', 2) },
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

/** At least so many steps, always the same for a seed. Each part of it has streams of its own. */
export function sampleHistory(minSteps: number, seed: number): Step[] {
  const steps: Step[] = [];
  const parts = fc.sample(histories, { numRuns: Math.ceil(minSteps / 20), seed });
  for (const [part, history] of parts.entries()) {
    if (steps.length >= minSteps) break;
    steps.push(...history.map((step) => ({ ...step, of: step.of + part * streamsOfPart })));
  }
  return steps;
}

/** @returns how many commands were run, and the time of the last of them */
export async function writeHistory(
  log: WrittenLog,
  steps: readonly Step[],
): Promise<{ readonly commands: number; readonly endMs: number }> {
  let [at, commands] = [startMs, 0];
  for (const [index, step] of steps.entries()) {
    at += step.afterMs;
    const command = commandOf(log, step, index, at);
    if (command === undefined) continue;
    await log.run(idOf(step), command);
    commands += 1;
  }
  return { commands, endMs: at };
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
    case 'merchant':
      return merchantIdOfHistory(of);
    case 'batch':
      return batchIdOfHistory(of);
    case 'statement':
      return statementIdOfHistory(of);
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
      return setupCommand(state, step, index, at);
    case 'merchant':
      return merchantCommand(log, step, index, at);
    case 'batch':
      return batchCommand(log, step, index, at);
    case 'statement':
      return statementCommand(log, step, index, at);
  }
}

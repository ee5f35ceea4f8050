// Random walks through the life of a charge, for properties that hold whatever is asked of it.
import fc from 'fast-check';
import { charge } from '../charge/charge.js';
import { openIntents, type Intent } from '../charge/intents.js';
import type { ChargeCommand, ChargeEvent, ChargeState, RefundOutcome } from '../charge/model.js';
import { postings, type Posting } from '../ledger/postings.js';
import {
  closeDispute,
  openDispute,
  recordEvidence,
  settleDispute,
  updateDispute,
} from './dispute-examples.js';
import {
  approved,
  at,
  capture,
  create,
  declined,
  done,
  expire,
  expiresAt,
  failed,
  pending,
  recordAuthorization,
  recordCapture,
  recordRefund,
  recordVoid,
  refund,
  unknown,
  update,
} from './examples.js';
import {
  announceExpiry,
  cancelRefund,
  recordRefundCancel,
  updateRefund,
} from './refund-examples.js';

const captureId = fc.constantFrom('c1', 'c2', 'c3');
const refundId = fc.constantFrom('re_1', 're_2', 're_3');
const disputeId = fc.constantFrom('dp_1', 'dp_2');
const amount = fc.constantFrom(null, 0n, 1n, 700n, 1000n, 1300n, 2000n, 2001n);
const verdict = fc.constantFrom('won', 'lost', 'warning_closed');
const outcome = fc.constantFrom(done, done, done, failed, unknown, pending);
const plainly = fc.constantFrom(done, failed);

/** A command, or the acquirer's answer to the oldest open question, if there is one. */
export type Step = ChargeCommand | { type: 'Answer'; outcome: RefundOutcome };
const answer = (said: RefundOutcome): Step => ({ type: 'Answer', outcome: said });

const disputing: fc.Arbitrary<ChargeCommand> = fc.oneof(
  fc
    .tuple(disputeId, amount, fc.boolean())
    .map(([id, much, warning]) => openDispute({ disputeId: id, amount: much, warning })),
  fc
    .tuple(
      disputeId,
      fc.constantFrom<Record<string, string>>({}, { text: 'a' }, { text: 'b' }),
      fc.boolean(),
    )
    .map(([id, evidence, submit]) => updateDispute({ disputeId: id, evidence, submit })),
  disputeId.map(closeDispute),
  fc.tuple(verdict, disputeId).map((settled) => settleDispute(...settled)),
);

// Answers that nobody waits for: repeated, late, or another one than before.
const lateAnswer: fc.Arbitrary<ChargeCommand> = fc.oneof(
  fc.constantFrom(done, failed, unknown).map(authorizationSaid),
  fc.tuple(captureId, plainly).map((late) => recordCapture(...late)),
  fc.tuple(refundId, plainly).map((late) => recordVoid(...late)),
  fc.tuple(refundId, outcome).map((late) => recordRefund(...late)),
  fc.tuple(refundId, plainly).map((late) => recordRefundCancel(...late)),
  fc.tuple(plainly, fc.constantFrom(1, 2), disputeId).map((late) => recordEvidence(...late)),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: outcome.map((said) => answer(said)) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(captureId, amount, fc.boolean())
      .map(([id, much, final]) => capture(id, much, { final })),
  },
  { weight: 4, arbitrary: fc.tuple(refundId, amount).map((asked) => refund(...asked)) },
  { weight: 2, arbitrary: refundId.map(cancelRefund) },
  { weight: 3, arbitrary: disputing },
  {
    weight: 1,
    arbitrary: fc.constantFrom(create(), expire(at), expire(expiresAt), announceExpiry(expiresAt)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      update({ description: 'a' }),
      update({ metadata: { k: 'v' } }),
      updateRefund('re_1', { k: 'v' }),
    ),
  },
  { weight: 3, arbitrary: lateAnswer },
);

// What takes several steps that seldom meet by chance.
const story: fc.Arbitrary<readonly Step[]> = fc.oneof(
  fc
    .tuple(refundId, outcome)
    .map(([id, said]) => [refund(id, 1n), answer(pending), cancelRefund(id), answer(said)]),
  fc
    .tuple(disputeId, outcome)
    .map(([id, said]) => [
      openDispute({ disputeId: id }),
      updateDispute({ disputeId: id, evidence: { text: 'b' } }),
      updateDispute({ disputeId: id, evidence: { text: 'c' }, submit: true }),
      answer(said),
    ]),
);

export const walks: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    fc.constantFrom(create(), create({ capture: 'automatic' })),
    fc.array(
      fc.oneof(
        { weight: 10, arbitrary: step.map((one) => [one]) },
        { weight: 1, arbitrary: story },
      ),
      { minLength: 10, maxLength: 40, size: 'max' },
    ),
  )
  .map(([first, rest]) => [first, ...rest.flat()]);

function authorizationSaid({ kind }: RefundOutcome): ChargeCommand {
  if (kind === 'done') return recordAuthorization(approved);
  return recordAuthorization(kind === 'failed' ? declined : unknown);
}

function answerTo(intent: Intent, said: RefundOutcome): ChargeCommand {
  const plain = said.kind === 'pending' ? unknown : said;
  switch (intent.kind) {
    case 'authorize':
      return authorizationSaid(said);
    case 'capture':
      return recordCapture(intent.intentId, plain);
    case 'void':
      return recordVoid(intent.intentId, plain);
    case 'refund':
      return recordRefund(intent.intentId, said);
    case 'cancel_refund':
      return recordRefundCancel(intent.refundId, plain);
    case 'evidence':
      return recordEvidence(plain, intent.submission, intent.disputeId);
  }
}

function commandOf(asked: Step, state: ChargeState): ChargeCommand | undefined {
  if (asked.type !== 'Answer') return asked;
  const [intent] = openIntents(state);
  return intent && answerTo(intent, asked.outcome);
}

/** What a walk came to. */
export type Walked = {
  readonly state: ChargeState;
  readonly events: readonly ChargeEvent[];
  /** Accepted commands that were refused, or gave more events, when they were repeated at once. */
  readonly unrepeatable: readonly ChargeCommand[];
};

/** Plays the steps; `look` sees every event with the state and the journal after it. */
export function play(
  steps: readonly Step[],
  look: (event: ChargeEvent, state: ChargeState, journal: readonly Posting[]) => void,
): Walked {
  let state: ChargeState = charge.initialState;
  const events: ChargeEvent[] = [];
  const journal: Posting[] = [];
  const unrepeatable: ChargeCommand[] = [];
  for (const one of steps) {
    const command = commandOf(one, state);
    const decision = command && charge.decide(command, state);
    if (command === undefined || decision?.accepted !== true) continue;
    for (const event of decision.events) {
      state = charge.evolve(state, event);
      events.push(event);
      if (state.status !== 'none') journal.push(...postings(event, state));
      look(event, state, journal);
    }
    const again = charge.decide(command, state);
    if (!again.accepted || again.events.length > 0) unrepeatable.push(command);
  }
  return { state, events, unrepeatable };
}

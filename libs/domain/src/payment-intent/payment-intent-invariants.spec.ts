// Whatever is asked of a payment intent, in whatever order, and whatever the acquirer answers: one
// payment is made at most, no credit is lost, and the status says what is there.
import fc from 'fast-check';
import { capturedAmount } from '../charge/amounts.js';
import type { Charge, RefundOutcome } from '../charge/model.js';
import {
  approved,
  at,
  capture,
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
} from '../testing/examples.js';
import {
  alipay,
  cancelIntent,
  captureIntent,
  cardMethod,
  complete,
  confirm,
  confirmation,
  createIntent,
  credit,
  enrolled,
  expireAction,
  fps,
  kept,
  updateIntent,
  wechat,
} from '../testing/payment-intents.js';
import type { StreamCommand, StreamEvent, StreamState } from '../stream/model.js';
import { openIntentsOf } from '../stream/resources.js';
import { stream } from '../stream/stream.js';
import { fpsCodeLifetimeMs } from './methods.js';
import type { PaymentIntentStatus } from './model.js';

/** A command, or the acquirer's answer to the oldest open question, if there is one. */
type Step = StreamCommand | { type: 'Answer'; outcome: RefundOutcome };

const late = at + fpsCodeLifetimeMs;
const method = fc.constantFrom(cardMethod, enrolled('required'), alipay, wechat, fps, fps);
const number = fc.integer({ min: 1, max: 5 });
const amount = fc.constantFrom(null, 0n, 1n, 1500n, 2000n, 2001n);
const saidOf = { done: approved, failed: declined, unknown, pending: unknown };
const authorizationSaid = ({ kind }: RefundOutcome) => recordAuthorization(saidOf[kind]);

const confirming = fc
  .tuple(fc.option(method, { nil: undefined }), number, fc.boolean())
  .map(([by, n, errorOnRequiresAction]) => confirm(by, n, { errorOnRequiresAction }));
const completing = fc
  .tuple(fc.constantFrom('succeeded', 'failed', 'processing'), number, fc.constantFrom(at, late))
  .map((how) => complete(...how));
const crediting = fc
  .tuple(number, number, fc.constantFrom(1999n, 2000n, 2000n, 2001n), fc.constantFrom(at, at, late))
  .map(([id, attempt, much, now]) =>
    credit({
      creditId: `credit_${id}`,
      bankReference: `bank_${id}`,
      reference: `fps${attempt}`,
      amount: much,
      at: now,
    }),
  );
const others = fc.oneof(
  fc.tuple(amount, number).map(([much, n]) => captureIntent(much, { captureId: `c${n}` })),
  fc
    .tuple(fc.constantFrom(null, 'abandoned'), number)
    .map(([why, n]) => cancelIntent(why, `re_${n}`)),
  fc.tuple(fc.constantFrom(at, late), number).map((when) => expireAction(...when)),
  fc.constantFrom<StreamCommand>(
    createIntent(),
    updateIntent({ amount: 2500n }),
    updateIntent({ amount: 2000n, metadata: { k: 'v' } }),
    updateIntent({ method: fps }, kept(fps)),
    expire(at),
    expire(expiresAt),
    capture('c1', null),
    refund('re_1', null),
    refund('re_2', 700n),
  ),
  // Answers that nobody waits for: repeated, late, of another attempt, or another one than before.
  fc.constantFrom<StreamCommand>(
    recordAuthorization(approved),
    { ...recordAuthorization(approved), chargeId: 'ch_1' } as StreamCommand,
    { ...recordAuthorization(declined), chargeId: 'ch_2' } as StreamCommand,
    recordCapture('c1', done),
    recordVoid('re_1', done),
    recordRefund('re_1', failed),
  ),
);
const answer = fc
  .constantFrom<RefundOutcome>(done, done, failed, unknown, pending)
  .map((outcome) => ({ type: 'Answer' as const, outcome }));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: answer },
  { weight: 5, arbitrary: confirming },
  { weight: 3, arbitrary: completing },
  { weight: 3, arbitrary: crediting },
  { weight: 4, arbitrary: others },
);
const first = fc.constantFrom(
  createIntent(),
  createIntent({ captureMethod: 'manual' }),
  createIntent({}, { method: fps }, { newMethod: kept(fps), confirm: confirmation() }),
);
const walks = fc
  .tuple(first, fc.array(step, { minLength: 10, maxLength: 40, size: 'max' }))
  .map(([begin, rest]): Step[] => [begin, ...rest]);

function commandOf(asked: Step, state: StreamState): StreamCommand | undefined {
  if (asked.type !== 'Answer') return asked;
  const [open] = openIntentsOf(state);
  const said = asked.outcome;
  const plain = said.kind === 'pending' ? unknown : said;
  switch (open?.kind) {
    case 'authorize':
      return { ...authorizationSaid(said), chargeId: open.intentId } as StreamCommand;
    case 'capture':
      return recordCapture(open.intentId, plain);
    case 'void':
      return recordVoid(open.intentId, plain);
    case 'refund':
      return recordRefund(open.intentId, said);
    default:
      return undefined;
  }
}

const fold = (events: readonly StreamEvent[], from = stream.initialState) =>
  events.reduce(stream.evolve, from);

/** Plays the steps; `look` sees the state after every decision, and the credits received so far. */
function play(
  steps: readonly Step[],
  look: (state: StreamState, credits: ReadonlySet<string>) => void = () => undefined,
) {
  let state = stream.initialState;
  const events: StreamEvent[] = [];
  const credits = new Set<string>();
  for (const one of steps) {
    const command = commandOf(one, state);
    const decision = command && stream.decide(command, state);
    if (command === undefined || decision?.accepted !== true) continue;
    state = fold(decision.events, state);
    events.push(...decision.events);
    if (command.type === 'ReceiveCredit') credits.add(command.bankReference);
    const again = stream.decide(command, state);
    if (again.accepted) expect(again.events).toEqual([]);
    look(state, credits);
  }
  return { state, events };
}

const onEveryWalk = (check: (steps: readonly Step[]) => void) =>
  fc.assert(fc.property(walks, check), { numRuns: 300 });

const chargesOf = ({ charge, earlierCharges }: StreamState): Charge[] =>
  charge === null ? [...earlierCharges] : [...earlierCharges, charge];
const isRefused = ({ status }: Charge) => status === 'declined';
const wasHeld = ({ approval }: Charge) => approval !== null;

/** The status as everything else in the stream tells it. */
function statusFrom({ intent, charge }: StreamState): PaymentIntentStatus | undefined {
  if (intent === null) return undefined;
  if (intent.canceledAt !== null) return 'canceled';
  if (charge?.status === 'captured') return 'succeeded';
  if (charge?.status === 'authorized') return 'requires_capture';
  if (charge?.status === 'requested' || charge?.status === 'unknown') return 'processing';
  if (intent.action !== null) return 'requires_action';
  if (intent.chargeId !== null) return 'processing';
  return intent.method === null ? 'requires_payment_method' : 'requires_confirmation';
}

describe('a payment intent, whatever is asked of it', () => {
  it('is the same when it is folded again (I14), a repeated command adding nothing', () =>
    onEveryWalk((steps) => {
      const { state, events } = play(steps);
      expect(fold(events)).toEqual(state);
    }));

  it('is authorized once at most, and all its earlier charges were declined (I12)', () =>
    onEveryWalk((steps) => {
      const { events } = play(steps, (state) => {
        expect(chargesOf(state).filter(wasHeld).length).toBeLessThanOrEqual(1);
        expect(state.earlierCharges.every(isRefused)).toBe(true);
        const ids = chargesOf(state).map(({ terms }) => terms.chargeId);
        expect(new Set(ids).size).toBe(ids.length);
      });
      const authorized = events.filter(({ type }) => type === 'ChargeAuthorized');
      expect(authorized.length).toBeLessThanOrEqual(1);
    }));

  it('takes no more than its amount', () =>
    onEveryWalk((steps) => {
      play(steps, (state) => {
        const taken = chargesOf(state).reduce((sum, charge) => sum + capturedAmount(charge), 0n);
        expect(taken <= (state.intent?.details.amount ?? 0n)).toBe(true);
      });
    }));

  it('loses no credit and counts none twice: it paid the charge, or it is in suspense', () =>
    onEveryWalk((steps) => {
      play(steps, (state, credits) => {
        for (const bankReference of credits) {
          const paid = chargesOf(state).filter(
            (charge) => !isRefused(charge) && charge.terms.bankReference === bankReference,
          );
          const held = state.credits.filter((one) => one.bankReference === bankReference);
          expect(paid.length + held.length).toBe(1);
        }
      });
    }));

  it('has the status that everything else tells, succeeded only with a captured charge', () =>
    onEveryWalk((steps) => {
      play(steps, (state) => {
        expect(state.intent?.status).toBe(statusFrom(state));
      });
    }));

  it('meets every status and every event of its own on these walks', () => {
    const met = new Set<string>();
    onEveryWalk((steps) => {
      const { events } = play(steps, ({ intent }) => met.add(intent?.status ?? 'none'));
      for (const { type } of events) if (/^(PaymentIntent|Credit)/.test(type)) met.add(type);
    });
    expect([...met].sort()).toEqual([
      'CreditUnmatched',
      'PaymentIntentActionRequired',
      'PaymentIntentAttemptFailed',
      'PaymentIntentCancelRequested',
      'PaymentIntentCanceled',
      'PaymentIntentConfirmed',
      'PaymentIntentCreated',
      'PaymentIntentProcessing',
      'PaymentIntentUpdated',
      'canceled',
      'processing',
      'requires_action',
      'requires_capture',
      'requires_confirmation',
      'requires_payment_method',
      'succeeded',
    ]);
  });
});

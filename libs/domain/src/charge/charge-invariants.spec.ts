// Whatever is asked, in whatever order: the invariants of money hold after every step.
import fc from 'fast-check';
import { postings, type Posting } from '../ledger/postings.js';
import { sumOf } from '../money.js';
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
} from '../testing/examples.js';
import { capturedAmount, committedRefunds, refundedAmount, releasedAmount } from './amounts.js';
import { charge } from './charge.js';
import { openIntents } from './intents.js';
import type { ChargeCommand, ChargeEvent, ChargeState, RefundOutcome } from './model.js';

const captureId = fc.constantFrom('c1', 'c2', 'c3');
const refundId = fc.constantFrom('re_1', 're_2', 're_3');
const amount = fc.constantFrom(null, 0n, 1n, 700n, 1000n, 1300n, 2000n, 2001n);
const outcome = fc.constantFrom(done, done, done, failed, unknown, pending);

/** A command, or the acquirer's answer to the oldest open question, if there is one. */
type Step = ChargeCommand | { type: 'Answer'; outcome: RefundOutcome };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: outcome.map((said) => ({ type: 'Answer' as const, outcome: said })) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(captureId, amount, fc.boolean())
      .map(([id, much, final]) => capture(id, much, { final })),
  },
  { weight: 4, arbitrary: fc.tuple(refundId, amount).map((asked) => refund(...asked)) },
  { weight: 1, arbitrary: fc.constantFrom(create(), expire(at), expire(expiresAt)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(update({ description: 'a' }), update({ metadata: { k: 'v' } })),
  },
  // Answers that nobody waits for: repeated, late, or another one than before.
  {
    weight: 3,
    arbitrary: fc.oneof(
      fc.constantFrom(done, failed, unknown).map(authorizationSaid),
      fc.tuple(captureId, fc.constantFrom(done, failed)).map((late) => recordCapture(...late)),
      fc.tuple(refundId, fc.constantFrom(done, failed)).map((late) => recordVoid(...late)),
      fc.tuple(refundId, outcome).map((late) => recordRefund(...late)),
    ),
  },
);
const walks = fc
  .tuple(
    fc.constantFrom(create(), create({ capture: 'automatic' })),
    fc.array(step, { minLength: 10, maxLength: 40, size: 'max' }),
  )
  .map(([first, rest]) => [first, ...rest]);

function authorizationSaid({ kind }: RefundOutcome): ChargeCommand {
  if (kind === 'done') return recordAuthorization(approved);
  return recordAuthorization(kind === 'failed' ? declined : unknown);
}

function commandOf(asked: Step, state: ChargeState): ChargeCommand | undefined {
  if (asked.type !== 'Answer') return asked;
  const [intent] = openIntents(state);
  if (intent === undefined) return undefined;
  const said = asked.outcome;
  if (intent.kind === 'authorize') return authorizationSaid(said);
  if (intent.kind === 'refund') return recordRefund(intent.intentId, said);
  const plain = said.kind === 'pending' ? unknown : said;
  const record = intent.kind === 'capture' ? recordCapture : recordVoid;
  return record(intent.intentId, plain);
}

const fold = (events: readonly ChargeEvent[], from: ChargeState = charge.initialState) =>
  events.reduce(charge.evolve, from);

/** Plays the steps; `look` sees every event with the state and the journal after it. */
function play(
  steps: readonly Step[],
  look: (event: ChargeEvent, state: ChargeState, journal: readonly Posting[]) => void,
) {
  let state: ChargeState = charge.initialState;
  const events: ChargeEvent[] = [];
  const journal: Posting[] = [];
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
    expect(charge.decide(command, state)).toEqual({ accepted: true, events: [] });
  }
  return { state, events };
}

const total = (journal: readonly Posting[], layer: string, account = '') =>
  sumOf(
    journal
      .filter((leg) => leg.layer === layer && leg.account.startsWith(account))
      .map((leg) => leg.amount),
  );

const onEveryWalk = (check: (steps: readonly Step[]) => void) =>
  fc.assert(fc.property(walks, check), { numRuns: 300 });

describe('a charge, whatever is asked of it', () => {
  it('is the same when it is folded again from its events (I14), a repeated command adding none', () =>
    onEveryWalk((steps) => {
      const { state, events } = play(steps, () => undefined);
      expect(fold(events)).toEqual(state);
    }));

  it('keeps 0 ≤ refunded ≤ captured ≤ authorized (I4)', () =>
    onEveryWalk((steps) => {
      play(steps, (_, state) => {
        if (state.status === 'none') return;
        const amounts = [
          0n,
          refundedAmount(state),
          committedRefunds(state),
          capturedAmount(state),
          capturedAmount(state) + releasedAmount(state),
          state.authorizedAmount,
          state.terms.amount,
        ];
        expect(amounts).toEqual([...amounts].sort((a, b) => Number(a - b)));
      });
    }));

  it('balances every entry per layer (I1)', () =>
    onEveryWalk((steps) => {
      play(steps, (event, state) => {
        if (state.status === 'none') return;
        const legs = postings(event, state);
        expect([total(legs, 'pending'), total(legs, 'posted')]).toEqual([0n, 0n]);
      });
    }));

  it('has nothing left in the pending layer once it is final (I3)', () =>
    onEveryWalk((steps) => {
      play(steps, (_, state, journal) => {
        const held = total(journal, 'pending', 'acquirer_receivable');
        if (state.status === 'none' || state.status === 'authorized') return;
        expect(held).toBe(0n);
      });
    }));

  it('shows in the posted layer what was captured, refunded and is on its way back (I5)', () =>
    onEveryWalk((steps) => {
      play(steps, (_, state, journal) => {
        if (state.status === 'none') return;
        const balance = (account: string) => total(journal, 'posted', account);
        const onItsWay = committedRefunds(state) - refundedAmount(state);
        expect(balance('merchant_pending')).toBe(-capturedAmount(state));
        expect(balance('merchant_available')).toBe(committedRefunds(state));
        expect(balance('refund_in_transit')).toBe(-onItsWay);
        expect(balance('acquirer_receivable')).toBe(capturedAmount(state) - refundedAmount(state));
      });
    }));

  it('meets every kind of event on these walks', () => {
    const met = new Set<string>();
    onEveryWalk((steps) => {
      play(steps, (event) => met.add(event.type));
    });
    expect([...met].sort()).toEqual([
      'AcquirerContradicted',
      'AuthorizationUnknown',
      'CaptureFailed',
      'CaptureRequested',
      'CaptureUnknown',
      'ChargeAuthorized',
      'ChargeCaptured',
      'ChargeDeclined',
      'ChargeExpired',
      'ChargeRequested',
      'ChargeUpdated',
      'ChargeVoided',
      'RefundFailed',
      'RefundPending',
      'RefundRequested',
      'RefundSucceeded',
      'RefundUnknown',
      'VoidFailed',
      'VoidRequested',
      'VoidUnknown',
    ]);
  });
});

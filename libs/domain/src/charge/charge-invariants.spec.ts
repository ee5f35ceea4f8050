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
import type { ChargeCommand, ChargeEvent, ChargeState } from './model.js';

const captureId = fc.constantFrom('c1', 'c2', 'c3');
const refundId = fc.constantFrom('re_1', 're_2', 're_3');
const amount = fc.constantFrom(null, 0n, 1n, 700n, 1000n, 1300n, 2000n, 2001n);
const stepOutcome = fc.constantFrom(done, done, failed, unknown);
const refundOutcome = fc.constantFrom(done, done, failed, unknown, pending);

const command: fc.Arbitrary<ChargeCommand> = fc.oneof(
  fc.constantFrom(create(), create({ capture: 'automatic' })),
  fc.constantFrom(approved, approved, declined, unknown).map(recordAuthorization),
  fc
    .tuple(captureId, amount, fc.boolean())
    .map(([id, much, final]) => capture(id, much, { final })),
  fc.tuple(captureId, stepOutcome).map((asked) => recordCapture(...asked)),
  fc.tuple(refundId, amount).map((asked) => refund(...asked)),
  fc.tuple(refundId, stepOutcome).map((asked) => recordVoid(...asked)),
  fc.tuple(refundId, refundOutcome).map((asked) => recordRefund(...asked)),
  fc.constantFrom(expire(at), expire(expiresAt)),
  fc.constantFrom(update({ description: 'a' }), update({ metadata: { k: 'v' } })),
);
const commands = fc
  .tuple(
    fc.constantFrom(create(), create({ capture: 'automatic' })),
    fc.array(command, { maxLength: 40 }),
  )
  .map(([first, rest]) => [first, ...rest]);

const fold = (events: readonly ChargeEvent[], from: ChargeState = charge.initialState) =>
  events.reduce(charge.evolve, from);

/** Plays the commands; `look` sees every event with the state and the journal after it. */
function play(
  asked: readonly ChargeCommand[],
  look: (event: ChargeEvent, state: ChargeState, journal: readonly Posting[]) => void,
) {
  let state: ChargeState = charge.initialState;
  const events: ChargeEvent[] = [];
  const journal: Posting[] = [];
  for (const one of asked) {
    const decision = charge.decide(one, state);
    if (!decision.accepted) continue;
    for (const event of decision.events) {
      state = charge.evolve(state, event);
      events.push(event);
      if (state.status !== 'none') journal.push(...postings(event, state));
      look(event, state, journal);
    }
    expect(charge.decide(one, state)).toEqual({ accepted: true, events: [] });
  }
  return { state, events };
}

const total = (journal: readonly Posting[], layer: string, account = '') =>
  sumOf(
    journal
      .filter((leg) => leg.layer === layer && leg.account.startsWith(account))
      .map((leg) => leg.amount),
  );

const inOneStep = (walk: (asked: readonly ChargeCommand[]) => void) =>
  fc.assert(fc.property(commands, walk), { numRuns: 500 });

describe('a charge, whatever is asked of it', () => {
  it('is the same when it is folded again from its events (I14), a repeated command adding none', () =>
    inOneStep((asked) => {
      const { state, events } = play(asked, () => undefined);
      expect(fold(events)).toEqual(state);
    }));

  it('keeps 0 ≤ refunded ≤ captured ≤ authorized (I4)', () =>
    inOneStep((asked) => {
      play(asked, (_, state) => {
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
    inOneStep((asked) => {
      play(asked, (event, state) => {
        if (state.status === 'none') return;
        const legs = postings(event, state);
        expect([total(legs, 'pending'), total(legs, 'posted')]).toEqual([0n, 0n]);
      });
    }));

  it('has nothing left in the pending layer once it is final (I3)', () =>
    inOneStep((asked) => {
      play(asked, (_, state, journal) => {
        const held = total(journal, 'pending', 'acquirer_receivable');
        if (state.status === 'none' || state.status === 'authorized') return;
        expect(held).toBe(0n);
      });
    }));

  it('shows in the posted layer what was captured, refunded and is on its way back (I5)', () =>
    inOneStep((asked) => {
      play(asked, (_, state, journal) => {
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
    inOneStep((asked) => {
      play(asked, (event) => met.add(event.type));
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

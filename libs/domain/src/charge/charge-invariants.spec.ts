// Whatever is asked, in whatever order: the invariants of money hold after every step.
import fc from 'fast-check';
import { postings, type Posting } from '../ledger/postings.js';
import { sumOf } from '../money.js';
import { play, walks, type Step } from '../testing/charge-walks.js';
import {
  capturedAmount,
  committedRefunds,
  disputableAmount,
  disputedAmount,
  refundedAmount,
  releasedAmount,
} from './amounts.js';
import { charge } from './charge.js';
import type { ChargeEvent, Dispute } from './model.js';

const fold = (events: readonly ChargeEvent[]) => events.reduce(charge.evolve, charge.initialState);
const isTakenForNow = ({ status }: Dispute) =>
  status === 'needs_response' || status === 'under_review';
const isTaken = (dispute: Dispute) => isTakenForNow(dispute) || dispute.status === 'lost';

const total = (journal: readonly Posting[], layer: string, account = '') =>
  sumOf(
    journal
      .filter((leg) => leg.layer === layer && leg.account.startsWith(account))
      .map((leg) => leg.amount),
  );

const onEveryWalk = (check: (steps: readonly Step[]) => void, numRuns = 300) =>
  fc.assert(fc.property(walks, check), { numRuns });

describe('a charge, whatever is asked of it', () => {
  it('is the same when it is folded again from its events (I14), a repeated command adding none', () =>
    onEveryWalk((steps) => {
      const { state, events, unrepeatable } = play(steps, () => undefined);
      expect(fold(events)).toEqual(state);
      expect(unrepeatable).toEqual([]);
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

  it('lets banks take no more than the merchant has of it', () =>
    onEveryWalk((steps) => {
      play(steps, (_, state) => {
        if (state.status === 'none') return;
        const kept = capturedAmount(state) - refundedAmount(state);
        expect(disputedAmount(state)).toBeLessThanOrEqual(kept);
        expect(disputableAmount(state)).toBeGreaterThanOrEqual(0n);
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

  it('shows in the posted layer what was captured, refunded, disputed and is on its way back (I5)', () =>
    onEveryWalk((steps) => {
      play(steps, (_, state, journal) => {
        if (state.status === 'none') return;
        const balance = (account: string) => total(journal, 'posted', account);
        const onItsWay = committedRefunds(state) - refundedAmount(state);
        const taken = disputedAmount(state);
        const fees = sumOf(state.disputes.filter(isTaken).map(({ fee }) => fee));
        const open = sumOf(state.disputes.filter(isTakenForNow).map((one) => one.amount));
        expect(balance('merchant_pending')).toBe(-capturedAmount(state));
        expect(balance('merchant_available')).toBe(committedRefunds(state) + taken + fees);
        expect(balance('merchant_dispute_hold')).toBe(-open);
        expect(balance('dispute_receivable')).toBe(open);
        expect(balance('refund_in_transit')).toBe(-onItsWay);
        const left = capturedAmount(state) - refundedAmount(state) - taken - fees;
        expect(balance('acquirer_receivable')).toBe(left);
      });
    }));

  it('meets every kind of event on these walks', () => {
    const met = new Set<string>();
    onEveryWalk((steps) => {
      play(steps, (event) => met.add(event.type));
    }, 1000);
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
      'ChargeExpiringSoon',
      'ChargeRequested',
      'ChargeUpdated',
      'ChargeVoided',
      'DisputeClosed',
      'DisputeEvidenceAnswered',
      'DisputeEvidenceSubmitted',
      'DisputeOpened',
      'DisputeUpdated',
      'RefundCancelFailed',
      'RefundCancelRequested',
      'RefundCanceled',
      'RefundFailed',
      'RefundPending',
      'RefundRequested',
      'RefundSucceeded',
      'RefundUnknown',
      'RefundUpdated',
      'VoidFailed',
      'VoidRequested',
      'VoidUnknown',
    ]);
  });
});

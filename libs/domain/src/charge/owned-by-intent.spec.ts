import { specFor } from '@ledgerway/testing';
import {
  at,
  authorized,
  capture,
  captured,
  captureRequested,
  expire,
  expired,
  recordVoid,
  refund,
  refundRequested,
  refusedByIssuer,
  requested,
  terms,
  done,
  voided,
  voidRequested,
} from '../testing/examples.js';
import { decideCapture } from './capture.js';
import { charge } from './charge.js';
import type { Charge, ChargeEvent } from './model.js';
import { decideVoid } from './refund.js';

const { given } = specFor(charge);
const owned: ChargeEvent = {
  type: 'ChargeRequested',
  terms: { ...terms, paymentIntent: 'pi_1' },
  at,
};
const held = [owned, authorized];
const taken = [...held, captureRequested('c1', 2000n), captured('c1', 2000n, 0n)];
const fold = (...events: ChargeEvent[]) =>
  events.reduce(charge.evolve, charge.initialState) as Charge;
const capturing = { captureId: 'c1', amount: null, final: true, releaseId: 'c1-rest', at };
const voiding = { refundId: 're_v', reason: null, metadata: {}, at };
const accepted = (...events: ChargeEvent[]) => ({ accepted: true, events });
const rejected = (reason: string) => ({ accepted: false, reason });

describe('a charge that an intent owns', () => {
  it('is not captured directly, whatever has become of it', () => {
    given(...held)
      .when(capture('c1', null))
      .thenRejected('owned_by_intent');
    given(...taken)
      .when(capture('c2', null))
      .thenRejected('owned_by_intent');
    given(owned).when(capture('c1', 0n)).thenRejected('owned_by_intent');
  });
  it('is not voided by a refund, in whole or in part', () => {
    given(...held)
      .when(refund('re_1', null))
      .thenRejected('owned_by_intent');
    given(...held)
      .when(refund('re_1', 1n))
      .thenRejected('owned_by_intent');
  });
  it('is refunded like any other once it is captured', () =>
    given(...taken)
      .when(refund('re_1', null))
      .then(refundRequested('re_1', 2000n)));
  it('expires and is voided like any other', () => {
    given(...held)
      .when(expire())
      .then(expired);
    given(...held, voidRequested)
      .when(recordVoid('re_v', done))
      .then(voided);
  });
});

describe('what an intent may do with its charge', () => {
  it('captures it, once', () => {
    expect(decideCapture(capturing, fold(...held))).toEqual(
      accepted(captureRequested('c1', 2000n)),
    );
    expect(decideCapture(capturing, fold(...taken))).toEqual(accepted());
    expect(decideCapture({ ...capturing, captureId: 'c2' }, fold(...taken))).toEqual(
      rejected('already_captured'),
    );
    expect(decideCapture({ ...capturing, amount: 2001n }, fold(...held))).toEqual(
      rejected('capture_exceeds_authorized'),
    );
  });
  it('voids it, once', () => {
    expect(decideVoid(voiding, fold(...held))).toEqual(accepted(voidRequested));
    expect(decideVoid(voiding, fold(...held, voidRequested))).toEqual(accepted());
    expect(decideVoid(voiding, fold(...held, voidRequested, voided))).toEqual(accepted());
  });
  it.each([
    ['is not yet authorized', [requested], 'charge_pending'],
    ['was declined', [requested, refusedByIssuer], 'charge_failed'],
    ['expired', [...held, expired], 'charge_expired'],
    ['is about to be captured', [...held, captureRequested('c1', 1n)], 'step_in_progress'],
    ['was captured', taken, 'already_captured'],
    [
      'was captured in part',
      [...held, captureRequested('c1', 1n, false), captured('c1', 1n, 0n, false)],
      'partial_void',
    ],
  ])('does not void one that %s', (_, events, reason) =>
    expect(decideVoid(voiding, fold(...events))).toEqual(rejected(reason)),
  );
});

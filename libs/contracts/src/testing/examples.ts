// Fixed values for specs: a charge of 20.00 HKD, and whatever happens to it.
import {
  charge as decider,
  type CardSnapshot,
  type Charge,
  type ChargeDetails,
  type ChargeEvent,
  type Terms,
} from '@ledgerway/domain';
import * as example from '@ledgerway/domain/testing';
import { deriveCore, deriveSuffix, idOf } from '../ids.js';

export const { at, expiresAt, decline, sold } = example;
export const core = deriveCore(at, 'acct_1', 'test', 'key-1');
export const chargeId = idOf('ch', core);
export const captureId = idOf('cap', core, deriveSuffix('capture'));
export const releaseId = idOf('re', core, deriveSuffix('release'));
export const refundId = (name: string) => idOf('re', core, deriveSuffix('refund', name));

export const details: ChargeDetails = {
  ...example.chargeDetails,
  description: 'A book',
  metadata: { order_id: '6735' },
};

export const card: CardSnapshot = {
  ...example.card,
  id: 'card_0123456789ABCDEFGHIJKL',
  fingerprint: 'Xt5EWLLDS7F',
};

export const terms: Terms = {
  ...example.terms,
  chargeId,
  capture: 'automatic',
  card,
  paymentMethod: card.id,
  details,
};

export const requested: ChargeEvent = { type: 'ChargeRequested', terms, at };
export const heldRequested: ChargeEvent = {
  type: 'ChargeRequested',
  terms: { ...terms, capture: 'manual' },
  at,
};
export const authorized: ChargeEvent = {
  ...example.authorized,
  approval: { ...example.approval, networkTransactionId: '100200300' },
};
export const refusedByIssuer: ChargeEvent = { type: 'ChargeDeclined', decline, at };
export const captureRequested = (amount: bigint): ChargeEvent => ({
  type: 'CaptureRequested',
  captureId,
  amount,
  final: true,
  releaseId,
  at: at + 1000,
});
export const captured = (amount: bigint, released: bigint): ChargeEvent => ({
  ...example.captured(captureId, amount, released),
  releaseId: released > 0n ? releaseId : null,
  at: at + 1000,
});
export const voidRequested: ChargeEvent = {
  type: 'VoidRequested',
  refundId: releaseId,
  reason: 'duplicate',
  metadata: { why: 'twice' },
  at: at + 1000,
};
export const voided: ChargeEvent = { ...example.voided, refundId: releaseId, at: at + 1000 };
export const expired: ChargeEvent = { ...example.expired, releaseId };
export const refundRequested = (name: string, amount: bigint): ChargeEvent => ({
  type: 'RefundRequested',
  refundId: refundId(name),
  amount,
  reason: 'requested_by_customer',
  metadata: {},
  at: at + 2000,
});
export const refundPending = (name: string): ChargeEvent => ({
  type: 'RefundPending',
  refundId: refundId(name),
  at: at + 2000,
});
export const refundSucceeded = (name: string, amount: bigint): ChargeEvent => ({
  type: 'RefundSucceeded',
  refundId: refundId(name),
  amount,
  acquirerReference: 'r3',
  at: at + 3000,
});
export const refundFailed = (name: string, amount: bigint): ChargeEvent => ({
  type: 'RefundFailed',
  refundId: refundId(name),
  amount,
  failure: 'expired_or_canceled_card',
  at: at + 3000,
});

/** The charge after these events. */
export function chargeAfter(...events: ChargeEvent[]): Charge {
  const state = events.reduce(decider.evolve, decider.initialState);
  if (state.status === 'none') throw new Error('These events make no charge');
  return state;
}
export const sale = [requested, authorized, sold];
export const held = [heldRequested, authorized];

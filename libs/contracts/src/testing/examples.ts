// Fixed values for specs: a charge of 20.00 HKD, and whatever happens to it.
import {
  authorizationLifetimeMs,
  charge as decider,
  type CardSnapshot,
  type Charge,
  type ChargeDetails,
  type ChargeEvent,
  type Decline,
  type Terms,
} from '@ledgerway/domain';
import { deriveCore, deriveSuffix, idOf } from '../ids.js';

export const at = Date.UTC(2026, 0, 5, 10);
export const expiresAt = at + authorizationLifetimeMs;
export const core = deriveCore(at, 'acct_1', 'test', 'key-1');
export const chargeId = idOf('ch', core);
export const captureId = idOf('cap', core, deriveSuffix('capture'));
export const releaseId = idOf('re', core, deriveSuffix('release'));
export const refundId = (name: string) => idOf('re', core, deriveSuffix('refund', name));

export const details: ChargeDetails = {
  description: 'A book',
  metadata: { order_id: '6735' },
  receiptEmail: null,
  shipping: null,
  statementDescriptor: null,
  statementDescriptorSuffix: null,
  transferGroup: null,
  fraudDetails: {},
  customer: null,
};

export const card: CardSnapshot = {
  id: 'card_0123456789ABCDEFGHIJKL',
  instrument: 'tok_visa',
  brand: 'visa',
  country: 'US',
  expMonth: 12,
  expYear: 2034,
  fingerprint: 'Xt5EWLLDS7F',
  funding: 'credit',
  last4: '4242',
  name: null,
};

export const terms: Terms = {
  chargeId,
  merchantId: 'acct_1',
  livemode: false,
  amount: 2000n,
  currency: 'hkd',
  capture: 'automatic',
  method: 'card',
  card,
  paymentMethod: card.id,
  billing: null,
  paymentIntent: null,
  authenticated: false,
  offSession: false,
  bankReference: null,
  details,
};

export const decline: Decline = {
  code: 'card_declined',
  declineCode: 'insufficient_funds',
  message: 'Your card has insufficient funds.',
  param: null,
  blocked: false,
};

export const requested: ChargeEvent = { type: 'ChargeRequested', terms, at };
export const heldRequested: ChargeEvent = {
  type: 'ChargeRequested',
  terms: { ...terms, capture: 'manual' },
  at,
};
export const authorized: ChargeEvent = {
  type: 'ChargeAuthorized',
  approval: {
    acquirerReference: 'r1',
    authorizationCode: '123456',
    networkTransactionId: '100200300',
    checks: { cvc: 'pass', addressLine1: null, addressPostalCode: null },
  },
  amount: 2000n,
  expiresAt,
  at,
};
export const refusedByIssuer: ChargeEvent = { type: 'ChargeDeclined', decline, at };
export const sold: ChargeEvent = {
  type: 'ChargeCaptured',
  captureId: 'sale',
  amount: 2000n,
  final: true,
  released: 0n,
  releaseId: null,
  acquirerReference: 'r1',
  at,
};
export const captureRequested = (amount: bigint): ChargeEvent => ({
  type: 'CaptureRequested',
  captureId,
  amount,
  final: true,
  releaseId,
  at: at + 1000,
});
export const captured = (amount: bigint, released: bigint): ChargeEvent => ({
  type: 'ChargeCaptured',
  captureId,
  amount,
  final: true,
  released,
  releaseId: released > 0n ? releaseId : null,
  acquirerReference: 'r2',
  at: at + 1000,
});
export const voidRequested: ChargeEvent = {
  type: 'VoidRequested',
  refundId: releaseId,
  reason: 'duplicate',
  metadata: { why: 'twice' },
  at: at + 1000,
};
export const voided: ChargeEvent = {
  type: 'ChargeVoided',
  refundId: releaseId,
  released: 2000n,
  at: at + 1000,
};
export const expired: ChargeEvent = {
  type: 'ChargeExpired',
  releaseId,
  released: 2000n,
  at: expiresAt,
};
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

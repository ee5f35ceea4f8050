// Fixed values for specs: one charge of 20.00 HKD and everything that can happen to it.
import type {
  Approval,
  CardSnapshot,
  ChargeCommand,
  ChargeCommandOf,
  ChargeDetails,
  ChargeEvent,
  ChargeEventOf,
  Decline,
  Terms,
} from '../charge/model.js';
import { authorizationLifetimeMs } from '../charge/outcomes.js';

export const at = Date.UTC(2026, 0, 5, 10);
export const expiresAt = at + authorizationLifetimeMs;
export const caller = { merchantId: 'acct_1', livemode: false };

export const details: ChargeDetails = {
  description: null,
  metadata: {},
  receiptEmail: null,
  shipping: null,
  statementDescriptor: null,
  statementDescriptorSuffix: null,
  transferGroup: null,
  fraudDetails: {},
  customer: null,
};

export const card: CardSnapshot = {
  id: 'card_1',
  instrument: 'tok_visa',
  brand: 'visa',
  country: 'US',
  expMonth: 12,
  expYear: 2034,
  fingerprint: 'f1',
  funding: 'credit',
  last4: '4242',
  name: null,
};

export const terms: Terms = {
  chargeId: 'ch_1',
  ...caller,
  amount: 2000n,
  currency: 'hkd',
  capture: 'manual',
  method: 'card',
  card,
  paymentMethod: 'card_1',
  billing: null,
  paymentIntent: null,
  authenticated: false,
  offSession: false,
  bankReference: null,
  fees: null,
  details,
};
export const saleTerms: Terms = { ...terms, capture: 'automatic' };

export const approval: Approval = {
  acquirerReference: 'r1',
  authorizationCode: '123456',
  networkTransactionId: 'n1',
  checks: { cvc: 'pass', addressLine1: null, addressPostalCode: null },
};
export const decline: Decline = {
  code: 'card_declined',
  declineCode: 'insufficient_funds',
  message: 'Your card has insufficient funds.',
  param: null,
  blocked: false,
};

export const unknown = { kind: 'unknown' } as const;
export const done = { kind: 'done', acquirerReference: 'r2' } as const;
export const failed = { kind: 'failed', failure: 'declined' } as const;
export const pending = { kind: 'pending' } as const;
export const approved = { kind: 'approved', approval } as const;
export const declined = { kind: 'declined', decline } as const;

// Events.
export const requested: ChargeEvent = { type: 'ChargeRequested', terms, at };
export const saleRequested: ChargeEvent = { type: 'ChargeRequested', terms: saleTerms, at };
export const authorizationUnknown: ChargeEvent = { type: 'AuthorizationUnknown', at };
export const authorized: ChargeEventOf<'ChargeAuthorized'> = {
  type: 'ChargeAuthorized',
  approval,
  amount: 2000n,
  expiresAt,
  at,
};
export const refusedByIssuer: ChargeEvent = { type: 'ChargeDeclined', decline, at };
/** What a capture costs without a fee schedule. */
const free = { fee: 0n, tax: 0n } as const;

export const sold: ChargeEventOf<'ChargeCaptured'> = {
  type: 'ChargeCaptured',
  captureId: 'sale',
  amount: 2000n,
  ...free,
  final: true,
  released: 0n,
  releaseId: null,
  acquirerReference: 'r1',
  at,
};
export const captureRequested = (
  captureId: string,
  amount: bigint,
  final = true,
): ChargeEventOf<'CaptureRequested'> => ({
  type: 'CaptureRequested',
  captureId,
  amount,
  final,
  releaseId: `${captureId}-rest`,
  at,
});
export const captured = (
  captureId: string,
  amount: bigint,
  released: bigint,
  final = true,
): ChargeEventOf<'ChargeCaptured'> => ({
  type: 'ChargeCaptured',
  captureId,
  amount,
  ...free,
  final,
  released,
  releaseId: released > 0n ? `${captureId}-rest` : null,
  acquirerReference: 'r2',
  at,
});
export const voidRequested: ChargeEvent = {
  type: 'VoidRequested',
  refundId: 're_v',
  reason: null,
  metadata: {},
  at,
};
export const voided: ChargeEventOf<'ChargeVoided'> = {
  type: 'ChargeVoided',
  refundId: 're_v',
  released: 2000n,
  at,
};
export const expired: ChargeEventOf<'ChargeExpired'> = {
  type: 'ChargeExpired',
  releaseId: 're_x',
  released: 2000n,
  at: expiresAt,
};
export const refundRequested = (
  refundId: string,
  amount: bigint,
): ChargeEventOf<'RefundRequested'> => ({
  type: 'RefundRequested',
  refundId,
  amount,
  reason: null,
  metadata: {},
  at,
});
export const refundSucceeded = (
  refundId: string,
  amount: bigint,
): ChargeEventOf<'RefundSucceeded'> => ({
  type: 'RefundSucceeded',
  refundId,
  amount,
  acquirerReference: 'r2',
  at,
});

// Commands.
export const create = (changed: Partial<Terms> = {}): ChargeCommand => ({
  type: 'CreateCharge',
  terms: { ...terms, ...changed },
  at,
});
export const capture = (
  captureId: string,
  amount: bigint | null,
  changed: Partial<ChargeCommandOf<'CaptureCharge'>> = {},
): ChargeCommand => ({
  type: 'CaptureCharge',
  caller,
  captureId,
  amount,
  final: true,
  releaseId: `${captureId}-rest`,
  at,
  ...changed,
});
export const refund = (
  refundId: string,
  amount: bigint | null,
  changed: Partial<ChargeCommandOf<'RefundCharge'>> = {},
): ChargeCommand => ({
  type: 'RefundCharge',
  caller,
  refundId,
  amount,
  reason: null,
  metadata: {},
  at,
  ...changed,
});
export const update = (changes: ChargeCommandOf<'UpdateCharge'>['changes']): ChargeCommand => ({
  type: 'UpdateCharge',
  caller,
  changes,
  at,
});
export const expire = (now = expiresAt): ChargeCommand => ({
  type: 'ExpireAuthorization',
  releaseId: 're_x',
  at: now,
});
export const recordAuthorization = (
  outcome: ChargeCommandOf<'RecordAuthorization'>['outcome'],
): ChargeCommand => ({ type: 'RecordAuthorization', outcome, at });
export const recordCapture = (
  captureId: string,
  outcome: ChargeCommandOf<'RecordCapture'>['outcome'],
): ChargeCommand => ({ type: 'RecordCapture', captureId, outcome, at });
export const recordVoid = (
  refundId: string,
  outcome: ChargeCommandOf<'RecordVoid'>['outcome'],
): ChargeCommand => ({ type: 'RecordVoid', refundId, outcome, at });
export const recordRefund = (
  refundId: string,
  outcome: ChargeCommandOf<'RecordRefund'>['outcome'],
): ChargeCommand => ({ type: 'RecordRefund', refundId, outcome, at });

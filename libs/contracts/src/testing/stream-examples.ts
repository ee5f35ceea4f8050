// Fixed values for specs: what may stand in a stream besides a plain charge.
import {
  stream,
  type AttemptError,
  type BillingDetails,
  type CardSnapshot,
  type Customer,
  type IntentAction,
  type MethodSnapshot,
  type PaymentIntent,
  type PaymentMethod,
  type SetupIntent,
  type StreamEvent,
  type StreamState,
  type UnmatchedCredit,
} from '@ledgerway/domain';
import * as example from '@ledgerway/domain/testing';
import { fpsReferenceOf } from '../fps/fps-reference.js';
import { deriveSuffix, idOf } from '../ids.js';
import { at, card, core, decline, terms } from './examples.js';

const owner = { merchantId: 'acct_1', livemode: false };

export const intentId = idOf('pi', core);
export const methodId = idOf('pm', core, deriveSuffix('method'));
export const customerId = idOf('cus', core);
export const sourceId = idOf('card', core, deriveSuffix('source'));
export const setupIntentId = idOf('seti', core);
export const disputeId = idOf('du', core, deriveSuffix('dispute'));

export const billing: BillingDetails = {
  ...example.billing,
  address: { line1: '1 Queen’s Road', city: 'Hong Kong', country: 'HK' },
  email: 'jo@example.com',
  name: 'Jo',
};

export const snapshot: MethodSnapshot = { ...example.methodSnapshot, id: methodId, card, billing };
export const secureCard: CardSnapshot = { ...card, authentication: 'required' };

export const method: PaymentMethod = example.keptMethod(snapshot, {
  metadata: { order_id: '6735' },
});
export const source: PaymentMethod = { ...method, id: sourceId, customer: customerId };

export const intent: PaymentIntent = {
  ...example.intent,
  id: intentId,
  details: {
    ...example.intentDetails,
    description: 'A book',
    metadata: { order_id: '6735' },
    methodTypes: ['card', 'fps', 'wechat_pay', 'alipay'],
    automaticMethods: { enabled: true, allowRedirects: 'always' },
    methodOptions: null,
  },
  status: 'requires_confirmation',
  method: snapshot,
};

export const pagesUrl = 'https://pay.example.com';
export const challenge: IntentAction = {
  kind: 'redirect_3ds',
  url: `${pagesUrl}/pages/3ds/${intentId}`,
  returnUrl: 'https://shop.example.com/back',
};
export const fpsCode: IntentAction = {
  kind: 'qr_fps',
  reference: fpsReferenceOf(core, 1),
  fpsId: '1234567',
  merchantName: 'A shop',
  pagesUrl,
  expiresAt: at + 900_000,
};

export const attemptError: AttemptError = {
  errorType: 'invalid_request_error',
  code: 'payment_intent_authentication_failure',
  declineCode: null,
  message: 'The payer could not be authenticated.',
  param: null,
  charge: null,
  method: snapshot,
};

export const customer: Customer = {
  ...example.customer,
  id: customerId,
  details: {
    ...example.customerDetails,
    email: 'jo@example.com',
    name: 'Jo',
    preferredLocales: ['zh-HK'],
  },
  invoicePrefix: '0A1B2C3D',
};

export const setupIntent: SetupIntent = {
  ...example.setupIntent,
  id: setupIntentId,
  details: { ...example.setupDetails, customer: customerId },
  status: 'requires_confirmation',
  method: snapshot,
};

export const credit: UnmatchedCredit = {
  creditId: 'credit-1',
  ...owner,
  amount: 1999n,
  currency: 'hkd',
  reference: fpsReferenceOf(core, 1),
  bankReference: 'FRN20260105PAYC0100000000001',
  cause: 'short',
  at,
};

// Events of a payment intent.
export const intentCreated: StreamEvent = { type: 'PaymentIntentCreated', intent, at };
export const manualIntentCreated: StreamEvent = {
  type: 'PaymentIntentCreated',
  intent: { ...intent, details: { ...intent.details, captureMethod: 'manual' } },
  at,
};
/** The n-th attempt begins; its charge is named by `intentChargeId`. */
export const intentChargeId = (attempt: number) =>
  idOf('ch', core, deriveSuffix('attempt', String(attempt)));
export const confirmed = (
  attempt = 1,
  changed: Partial<Extract<StreamEvent, { type: 'PaymentIntentConfirmed' }>> = {},
): StreamEvent => ({
  type: 'PaymentIntentConfirmed',
  confirmId: `confirm-${attempt}`,
  chargeId: intentChargeId(attempt),
  attempt,
  details: intent.details,
  method: snapshot,
  returnUrl: null,
  offSession: false,
  at,
  ...changed,
});
export const intentCharged = (attempt = 1, changed: Partial<typeof terms> = {}): StreamEvent => ({
  type: 'ChargeRequested',
  terms: {
    ...terms,
    chargeId: intentChargeId(attempt),
    paymentMethod: methodId,
    billing,
    paymentIntent: intentId,
    ...changed,
  },
  at,
});
export const intentDeclined: StreamEvent = { type: 'ChargeDeclined', decline, at };

/** What stands in the stream after these events. */
export const stateAfter = (...events: readonly StreamEvent[]): StreamState =>
  events.reduce(stream.evolve, stream.initialState);

// Begins an attempt. It leads to a charge at once, or to something that the payer has to do first.
import { accept, reject } from '../decision.js';
import type { MethodSnapshot } from '../payment-method/model.js';
import { paymentMethod } from '../payment-method/payment-method.js';
import { actionNotPossible } from './attempt-errors.js';
import { requestCharge } from './charging.js';
import { changeIntentDetails } from './details.js';
import { evolve } from './evolve.js';
import { confirmationRefusal, payerAction } from './methods.js';
import type {
  Confirmation,
  PaymentIntent,
  PaymentIntentChanges,
  PaymentIntentDetails,
  PaymentIntentEvent,
} from './model.js';
import {
  isBeforePayment,
  type PaymentDecision,
  type PaymentEvent,
  type PaymentState,
} from './state.js';

type Asked = {
  readonly confirm: Confirmation;
  readonly changes: PaymentIntentChanges;
  readonly at: number;
};

/**
 * Refused, in this order: an attempt is at the acquirer or the intent has ended; changes that cannot
 * be; no method; a method that may not pay this; a method that is used up; a charge id that is taken.
 * An open action is replaced: its page and its code lead nowhere from now on.
 */
export function confirmIntent(
  { confirm, changes, at }: Asked,
  intent: PaymentIntent,
  state: PaymentState,
): PaymentDecision {
  if (intent.confirmIds.includes(confirm.confirmId)) return accept();
  if (!isBeforePayment(intent)) return reject('intent_state');
  const details = changeIntentDetails(intent.details, changes);
  if (typeof details === 'string') return reject(details);
  const method = changes.method ?? intent.method;
  if (method === null) return reject('intent_without_method');
  const refusal = confirmationRefusal(details, method, confirm);
  if (refusal !== undefined) return reject(refusal);
  const used = useUp(method, details, intent, state, at);
  if (!used.accepted) return used;
  const charges = [state.charge, ...state.earlierCharges];
  if (charges.some((one) => one?.terms.chargeId === confirm.chargeId)) return reject('key_reused');
  const confirmed: PaymentIntentEvent = {
    type: 'PaymentIntentConfirmed',
    confirmId: confirm.confirmId,
    chargeId: confirm.chargeId,
    attempt: intent.attempt + 1,
    details,
    method,
    returnUrl: confirm.returnUrl,
    offSession: confirm.offSession,
    at,
  };
  const after = evolve(state, confirmed).intent;
  if (after === null) throw new Error(`Intent ${intent.id} is gone after its confirmation`);
  return accept<PaymentEvent>(confirmed, ...used.events, next(after, confirm, at));
}

/** Without a customer a method serves one payment. One of another stream is used up there, before. */
function useUp(
  { id: methodId }: MethodSnapshot,
  { customer, setupFutureUsage }: PaymentIntentDetails,
  { id: by, merchantId, livemode }: PaymentIntent,
  state: PaymentState,
  at: number,
): PaymentDecision {
  if (!state.paymentMethods.some(({ id }) => id === methodId)) return accept();
  const caller = { merchantId, livemode };
  const used = paymentMethod.decide({ type: 'UsePaymentMethod', caller, methodId, by, at }, state);
  const willBeKept = customer !== null && setupFutureUsage !== null;
  return used.accepted && willBeKept ? accept() : used;
}

/** What follows the confirmation in the same decision. */
function next(intent: PaymentIntent, confirm: Confirmation, at: number): PaymentEvent {
  const { attempt, method } = intent;
  if (method === null) throw new Error(`Intent ${intent.id} was confirmed without a method`);
  const action = payerAction(intent, method, confirm, at);
  if (action === null)
    return requestCharge(intent, { authenticated: false, bankReference: null }, at);
  if (confirm.offSession || confirm.errorOnRequiresAction)
    return { type: 'PaymentIntentAttemptFailed', attempt, error: actionNotPossible(method), at };
  return { type: 'PaymentIntentActionRequired', attempt, action, at };
}

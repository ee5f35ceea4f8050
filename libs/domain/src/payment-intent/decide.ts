// What a payment intent decides: the matrix of statuses and operations of the payment contract,
// section 1.7. Refusals come from the closed list in model.ts.
import { formerValues, isSame } from '../changes.js';
import { outgrows } from '../metadata.js';
import { isOwnedBy } from '../charge/progress.js';
import { accept, reject } from '../decision.js';
import { completeAction, expireAction } from './actions.js';
import { cancelIntent, captureIntent } from './capture.js';
import { confirmIntent } from './confirm.js';
import { receiveCredit } from './credits.js';
import { changeIntentDetails } from './details.js';
import { methodRefusal } from './methods.js';
import type { PaymentIntent, PaymentIntentChanges, PaymentIntentCommand } from './model.js';
import {
  idleStatus,
  isBeforePayment,
  keepMethod,
  type PaymentCommandOf,
  type PaymentDecision,
  type PaymentEvent,
  type PaymentState,
} from './state.js';

export function decide(command: PaymentIntentCommand, state: PaymentState): PaymentDecision {
  if (command.type === 'CreatePaymentIntent') return create(command, state);
  if (command.type === 'ReceiveCredit') return receiveCredit(command, state);
  const { intent } = state;
  if (intent === null) return reject('intent_not_found');
  if ('caller' in command && !isOwnedBy(command.caller, intent)) return reject('intent_not_found');
  switch (command.type) {
    case 'UpdatePaymentIntent':
      return update(command, intent, state);
    case 'ConfirmPaymentIntent':
      return confirm(command, intent, state);
    case 'CapturePaymentIntent':
      return captureIntent(command, intent, state);
    case 'CancelPaymentIntent':
      return cancelIntent(command, intent, state);
    case 'CompleteAction':
      return completeAction(command, intent, state);
    case 'ExpireAction':
      return expireAction(command, intent);
  }
}

function create(
  command: PaymentCommandOf<'CreatePaymentIntent'>,
  before: PaymentState,
): PaymentDecision {
  const { newMethod, confirm: confirmation, at } = command;
  // The id derives from the idempotency key, so a retry folds this very stream.
  if (before.intent !== null)
    return sameTerms(before.intent, command.intent) ? accept() : reject('key_reused');
  if (before.charge !== null) return reject('key_reused');
  const { details, method } = command.intent;
  if (details.amount <= 0n) return reject('invalid_amount');
  if (outgrows({}, details.metadata)) return reject('too_much_metadata');
  const refusal = method === null ? undefined : methodRefusal(details, method);
  if (refusal !== undefined) return reject(refusal);
  const intent: PaymentIntent = { ...command.intent, status: idleStatus(method) };
  const { kept, state } = keepMethod(newMethod, before, at);
  const created: PaymentEvent[] = [...kept, { type: 'PaymentIntentCreated', intent, at }];
  if (confirmation === null) return accept(...created);
  const asked = { confirm: confirmation, changes: {}, at };
  return following(created, confirmIntent(asked, intent, { ...state, intent }));
}

/** Nobody can have changed an intent before its creation was answered. */
const sameTerms = (a: PaymentIntent, b: PaymentIntent) =>
  isOwnedBy(a, b) &&
  a.id === b.id &&
  a.confirmationMethod === b.confirmationMethod &&
  a.details.amount === b.details.amount &&
  a.details.currency === b.details.currency &&
  a.details.captureMethod === b.details.captureMethod;

function confirm(
  { newMethod, confirm: confirmation, changes, at }: PaymentCommandOf<'ConfirmPaymentIntent'>,
  intent: PaymentIntent,
  before: PaymentState,
): PaymentDecision {
  const { kept, state } = keepMethod(newMethod, before, at);
  const decision = confirmIntent({ confirm: confirmation, changes, at }, intent, state);
  // A repeated confirmation has kept its method already.
  return decision.accepted && decision.events.length === 0 ? decision : following(kept, decision);
}

function following(events: readonly PaymentEvent[], decision: PaymentDecision): PaymentDecision {
  return decision.accepted ? accept(...events, ...decision.events) : decision;
}

/** Once the acquirer was asked for the money, an update may not touch what it was asked for. */
function update(
  { changes, newMethod, at }: PaymentCommandOf<'UpdatePaymentIntent'>,
  intent: PaymentIntent,
  state: PaymentState,
): PaymentDecision {
  if (!isBeforePayment(intent) && !onlyDescribes(changes)) return reject('intent_state');
  const details = changeIntentDetails(intent.details, changes);
  if (typeof details === 'string') return reject(details);
  const method = changes.method ?? intent.method;
  if (isBeforePayment(intent) && method !== null) {
    const refusal = methodRefusal(details, method);
    if (refusal !== undefined) return reject(refusal);
  }
  if (isSame({ details, method }, { details: intent.details, method: intent.method }))
    return accept();
  const previous = formerValues(intent.details, details);
  const { kept } = keepMethod(newMethod, state, at);
  return accept<PaymentEvent>(...kept, {
    type: 'PaymentIntentUpdated',
    details,
    method,
    previous,
    at,
  });
}

const describing: readonly string[] = ['metadata', 'description'];
const onlyDescribes = (changes: PaymentIntentChanges) =>
  Object.entries(changes).every(
    ([name, value]) => value === undefined || describing.includes(name),
  );

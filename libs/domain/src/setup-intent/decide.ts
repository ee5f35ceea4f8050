// What is decided about a setup intent: the payment intent's table of states and operations, without
// the money (payment contract, section 1.7).
import { applyChanges, isSame } from '../changes.js';
import type { ChargeRejection } from '../charge/model.js';
import { isOwnedBy } from '../charge/progress.js';
import { accept, reject, type Decision } from '../decision.js';
import { mergeMetadata, outgrows } from '../metadata.js';
import type { AttemptError, IntentAction } from '../payment-intent/model.js';
import type { MethodSnapshot, PaymentMethodRejection } from '../payment-method/model.js';
import type { StreamState } from '../stream/model.js';
import type {
  SetupIntent,
  SetupIntentCommand,
  SetupIntentDetails,
  SetupIntentEvent,
  SetupIntentRejection,
  SetupIntentStatus,
} from './model.js';

export type SetupIntentState = Pick<StreamState, 'setupIntent'>;
export type SetupIntentRefusal =
  | SetupIntentRejection
  | Extract<PaymentMethodRejection, 'method_not_reusable'>
  | Extract<ChargeRejection, 'key_reused' | 'too_much_metadata'>;
type Result = Decision<SetupIntentEvent, SetupIntentRefusal>;
type Of<T extends SetupIntentCommand['type']> = Extract<SetupIntentCommand, { type: T }>;

const openStatuses: readonly SetupIntentStatus[] = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
];
const isOpen = ({ status }: SetupIntent) => openStatuses.includes(status);

export function decide(command: SetupIntentCommand, { setupIntent }: SetupIntentState): Result {
  if (command.type === 'CreateSetupIntent') return create(command, setupIntent);
  if (setupIntent === null || !isOwnedBy(command.caller, setupIntent))
    return reject('setup_intent_not_found');
  switch (command.type) {
    case 'UpdateSetupIntent':
      return update(command, setupIntent);
    case 'ConfirmSetupIntent':
      return confirm(command, setupIntent);
    case 'CompleteSetupAction':
      return complete(command, setupIntent);
    case 'CancelSetupIntent':
      return isOpen(setupIntent)
        ? accept({ type: 'SetupIntentCanceled', reason: command.reason, at: command.at })
        : reject('setup_intent_state');
  }
}

/** Wallets and bank transfers need the payer each time: there is nothing to set up. */
const isReusable = ({ type }: MethodSnapshot) => type === 'card';

function create({ setupIntent, at }: Of<'CreateSetupIntent'>, earlier: SetupIntent | null): Result {
  // The id derives from the idempotency key, so a retry finds what it made.
  if (earlier !== null) return isOwnedBy(setupIntent, earlier) ? accept() : reject('key_reused');
  const { method } = setupIntent;
  if (method !== null && !isReusable(method)) return reject('method_not_reusable');
  const status = method === null ? 'requires_payment_method' : 'requires_confirmation';
  return accept({ type: 'SetupIntentCreated', setupIntent: { ...setupIntent, status }, at });
}

/** Description and metadata may change at any time; what the setup is about, while it is open. */
function update({ changes, at }: Of<'UpdateSetupIntent'>, setupIntent: SetupIntent): Result {
  const { method: newMethod, ...fields } = changes;
  const before = setupIntent.details;
  const metadata = mergeMetadata(before.metadata, fields.metadata);
  const details = applyChanges<SetupIntentDetails>(before, { ...fields, metadata });
  const method = newMethod ?? setupIntent.method;
  const { description } = details;
  const onlyNotes =
    isSame({ ...before, description, metadata }, details) &&
    isSame({ method: setupIntent.method }, { method });
  if (!onlyNotes && !isOpen(setupIntent)) return reject('setup_intent_state');
  if (outgrows(before.metadata, metadata)) return reject('too_much_metadata');
  if (newMethod !== undefined && !isReusable(newMethod)) return reject('method_not_reusable');
  if (onlyNotes && isSame(before, details)) return accept();
  return accept({ type: 'SetupIntentUpdated', details, method, at });
}

function confirm(command: Of<'ConfirmSetupIntent'>, setupIntent: SetupIntent): Result {
  const { confirmId, verification, at } = command;
  if (setupIntent.confirmIds.includes(confirmId)) return accept();
  if (!isOpen(setupIntent)) return reject('setup_intent_state');
  const method = command.method ?? setupIntent.method;
  if (method === null) return reject('setup_intent_without_method');
  if (!isReusable(method)) return reject('method_not_reusable');
  const attempt = setupIntent.attempt + 1;
  const returnUrl = command.returnUrl ?? setupIntent.returnUrl;
  return accept<SetupIntentEvent>(
    { type: 'SetupIntentConfirmed', confirmId, attempt, method, returnUrl, at },
    verification === null
      ? afterVerification(`${command.pagesUrl}/pages/3ds/${setupIntent.id}`, method, returnUrl, at)
      : { type: 'SetupIntentFailed', error: verification, at },
  );
}

/** A good card is set up at once, unless its issuer wants to see the payer first. */
function afterVerification(
  url: string,
  { card }: MethodSnapshot,
  returnUrl: string | null,
  at: number,
): SetupIntentEvent {
  const authentication = card?.authentication;
  if (authentication !== 'required' && authentication !== 'required_unless_set_up')
    return { type: 'SetupIntentSucceeded', at };
  const action: IntentAction =
    returnUrl === null ? { kind: 'use_sdk', url } : { kind: 'redirect_3ds', url, returnUrl };
  return { type: 'SetupIntentActionRequired', action, at };
}

/** The challenge of an earlier attempt decides nothing any more; its repeated outcome is no news. */
function complete(
  { attempt, outcome, at }: Of<'CompleteSetupAction'>,
  setupIntent: SetupIntent,
): Result {
  const { status, method } = setupIntent;
  if (attempt !== setupIntent.attempt) return reject('setup_intent_state');
  if (status !== 'requires_action')
    return takenOutcome(setupIntent) === outcome ? accept() : reject('setup_intent_state');
  if (outcome === 'succeeded') return accept({ type: 'SetupIntentSucceeded', at });
  return accept({ type: 'SetupIntentFailed', error: authenticationFailure(method), at });
}

const authenticationFailureCode = 'setup_intent_authentication_failure';

function takenOutcome({ status, lastError }: SetupIntent) {
  if (status === 'succeeded') return 'succeeded';
  const failed = status === 'requires_payment_method';
  return failed && lastError?.code === authenticationFailureCode ? 'failed' : undefined;
}

const authenticationFailure = (method: MethodSnapshot | null): AttemptError => ({
  errorType: 'invalid_request_error',
  code: authenticationFailureCode,
  declineCode: null,
  message: 'The payer could not be authenticated. Try again with this or another payment method.',
  param: null,
  charge: null,
  method,
});

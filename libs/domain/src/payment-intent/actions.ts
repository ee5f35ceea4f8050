// The payer's part of an attempt: a challenge or a wallet's page that is passed or failed, and a
// code to scan that runs out.
import type { Charge } from '../charge/model.js';
import { accept, reject } from '../decision.js';
import { actionExpired, actionFailed } from './attempt-errors.js';
import { requestCharge } from './charging.js';
import type { PaymentIntent } from './model.js';
import type { PaymentCommandOf, PaymentDecision, PaymentState } from './state.js';

type CompleteAction = PaymentCommandOf<'CompleteAction'>;

/**
 * Takes the payer's outcome for the attempt that is open, and for no other: a page of an attempt
 * that was replaced, and a code that ran out, decide nothing any more. `processing` is for wallets,
 * which may take their time; a bank transfer is completed by its credit alone.
 */
export function completeAction(
  command: CompleteAction,
  intent: PaymentIntent,
  { charge }: PaymentState,
): PaymentDecision {
  const { attempt, outcome, at } = command;
  const { method, action } = intent;
  if (attempt !== intent.attempt) return reject('action_not_open');
  if (intent.chargeId === null || method === null)
    return outcome === takenOutcome(intent, charge) ? accept() : reject('action_not_open');
  if (method.type === 'fps' || isOver(action, at)) return reject('action_not_open');
  switch (outcome) {
    case 'succeeded': {
      const authenticated = method.type === 'card';
      return accept(requestCharge(intent, { authenticated, bankReference: null }, at));
    }
    case 'failed': {
      const error = actionFailed(method);
      return accept({ type: 'PaymentIntentAttemptFailed', attempt, error, at });
    }
    case 'processing':
      if (method.type === 'card') return reject('action_not_open');
      if (intent.status === 'processing') return accept();
      return accept({ type: 'PaymentIntentProcessing', attempt, at });
  }
}

const isOver = (action: PaymentIntent['action'], at: number) =>
  action !== null && 'expiresAt' in action && at >= action.expiresAt;

/** How the payer's part of the latest attempt ended, if it had one: a charge came of it, or not. */
function takenOutcome({ lastError }: PaymentIntent, charge: Charge | null) {
  if (lastError !== null && lastError.method !== null && lastError.charge === null)
    return lastError.code === actionFailed(lastError.method).code ? 'failed' : undefined;
  // A declined charge whose error was cleared is of an earlier attempt.
  if (charge === null || (charge.status === 'declined' && lastError === null)) return undefined;
  const { authenticated, method } = charge.terms;
  return authenticated || method !== 'card' ? 'succeeded' : undefined;
}

/** Ends a code that nobody paid in time. A timer of an action that ended otherwise finds nothing. */
export function expireAction(
  { attempt, at }: PaymentCommandOf<'ExpireAction'>,
  { attempt: current, action, method }: PaymentIntent,
): PaymentDecision {
  if (attempt !== current || action === null || !('expiresAt' in action)) return accept();
  if (at < action.expiresAt) return reject('not_expired_yet');
  const error = actionExpired(method);
  return accept({ type: 'PaymentIntentAttemptFailed', attempt, error, at });
}

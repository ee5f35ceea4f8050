// Why an attempt came to nothing, in the words of the public contract.
import type { Decline, Terms } from '../charge/model.js';
import type { MethodSnapshot } from '../payment-method/model.js';
import type { AttemptError } from './model.js';

const failure = (code: string, message: string, method: MethodSnapshot | null): AttemptError => ({
  errorType: 'invalid_request_error',
  code,
  declineCode: null,
  message,
  param: null,
  charge: null,
  method,
});

/** The payer would have to do something, and is not there or is not to be asked. */
export function actionNotPossible(method: MethodSnapshot): AttemptError {
  if (method.type !== 'card')
    return failure(
      'payment_intent_action_required',
      'This payment method needs an action of the payer, which this confirmation rules out.',
      method,
    );
  const code = 'authentication_required';
  const message = 'Your card was declined. This payment requires authentication.';
  return { ...failure(code, message, method), errorType: 'card_error', declineCode: code };
}

/** The payer failed the challenge, or refused the payment in the wallet. */
export const actionFailed = (method: MethodSnapshot): AttemptError =>
  method.type === 'card'
    ? failure(
        'payment_intent_authentication_failure',
        'The payer could not be authenticated. Try again with this or another payment method.',
        method,
      )
    : failure(
        'payment_method_provider_decline',
        'The payment was declined by the provider of the payment method.',
        method,
      );

export const actionExpired = (method: MethodSnapshot | null): AttemptError =>
  failure(
    'payment_intent_payment_attempt_expired',
    'The payment was not made in time. Try again with this or another payment method.',
    method,
  );

export const chargeDeclined = (
  { code, declineCode, message, param }: Decline,
  { chargeId, method: type }: Terms,
  method: MethodSnapshot | null,
): AttemptError => ({
  errorType: type === 'card' ? 'card_error' : 'invalid_request_error',
  code,
  declineCode,
  message,
  param,
  charge: chargeId,
  method,
});

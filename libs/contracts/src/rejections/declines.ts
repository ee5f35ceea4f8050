// What the public API answers when a payment was refused by somebody else: a decline of the issuer, a
// challenge that failed. The refused charge or intent exists, and the error names it.
import type { AttemptError, Charge, Decline, StreamState } from '@ledgerway/domain';
import {
  apiErrorCodes,
  cardError,
  invalidRequest,
  type ApiError,
  type ApiErrorCode,
} from '../errors.js';
import { renderPaymentIntent } from '../public/payment-intent.js';
import { renderMethodOf } from '../public/payment-method.js';
import { renderSetupIntent } from '../public/setup-intent.js';

const isApiErrorCode = (code: string): code is ApiErrorCode =>
  (apiErrorCodes as readonly string[]).includes(code);

/** The issuer may make up codes; a plain decline says the same in a word that clients know. */
const knownCode = (code: string): ApiErrorCode => (isApiErrorCode(code) ? code : 'card_declined');

/** The 402 of a card that its issuer declined before anything was made of it. */
export const declinedCardToApiError = ({ code, declineCode, message, param }: Decline): ApiError =>
  cardError(knownCode(code), message, {
    ...(param !== null && { param }),
    declineCode: declineCode ?? code,
  });

/** The 402 of a declined charge that no intent owns. Throws for any other. */
export function declineToApiError({ terms, decline }: Charge): ApiError {
  if (decline === null) throw new Error(`Charge ${terms.chargeId} was not declined`);
  return { ...declinedCardToApiError(decline), charge: terms.chargeId };
}

type Shown = Pick<ApiError, 'paymentIntent' | 'paymentMethod' | 'setupIntent'>;

function attemptToApiError(error: AttemptError, shown: Shown): ApiError {
  const { code, declineCode, message, param, charge } = error;
  const detail = {
    ...(param !== null && { param }),
    ...(charge !== null && { charge }),
    ...shown,
  };
  if (error.errorType === 'invalid_request_error')
    return invalidRequest(message, { code: knownCode(code), ...detail });
  return cardError(knownCode(code), message, { declineCode: declineCode ?? code, ...detail });
}

type View = { readonly clientSecret: string | null };

/**
 * The answer to a confirmation that came to nothing: 402 if it was for the card, 400 otherwise, with
 * the intent and the method that was tried. Throws if the intent's last attempt did not fail.
 */
export function failedPaymentToApiError(state: StreamState, view: View): ApiError {
  const error = state.intent?.lastError;
  if (!state.intent || !error) throw new Error('No payment attempt has failed');
  const { method } = error;
  return attemptToApiError(error, {
    paymentIntent: renderPaymentIntent(state, view),
    ...(method && { paymentMethod: renderMethodOf(state.intent, method, state.paymentMethods) }),
  });
}

/** The same for a setup. Throws if the last attempt of the setup did not fail. */
export function failedSetupToApiError({ setupIntent }: StreamState, view: View): ApiError {
  const error = setupIntent?.lastError;
  if (!setupIntent || !error) throw new Error('No setup attempt has failed');
  const { method } = error;
  return attemptToApiError(error, {
    ...(method && { paymentMethod: renderMethodOf(setupIntent, method) }),
    setupIntent: renderSetupIntent(setupIntent, view),
  });
}

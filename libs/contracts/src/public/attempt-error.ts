import type { AttemptError } from '@ledgerway/domain';
import { docUrlOf } from '../errors.js';
import type { PublicPaymentMethod } from './payment-method.js';

/** `last_payment_error` and `last_setup_error`: like an error answer, what is not set is absent. */
export const renderAttemptError = (error: AttemptError, method: PublicPaymentMethod | null) => ({
  ...(error.charge !== null && { charge: error.charge }),
  code: error.code,
  ...(error.declineCode !== null && { decline_code: error.declineCode }),
  doc_url: docUrlOf(error.code),
  message: error.message,
  ...(error.param !== null && { param: error.param }),
  ...(method !== null && { payment_method: method }),
  type: error.errorType,
});

// What the public API answers when something that keeps a way to pay refuses a command: a payment
// method, a customer, a setup intent (payment contract, 1.8).
import {
  maxSources,
  type CustomerRejection,
  type PaymentMethodRejection,
  type SetupIntentRejection,
} from '@ledgerway/domain';
import { invalidRequest, resourceMissing, type ApiError } from '../errors.js';
import {
  noSuchObject,
  refusedSetup,
  shownSetup,
  type Operation,
  type RejectionContext,
  type ToApiError,
} from './context.js';

export const methodRejectionAnswers: Readonly<Record<PaymentMethodRejection, ToApiError>> = {
  method_not_found: ({ id }) => noSuchObject(id),
  method_attached_elsewhere: () =>
    unexpectedMethod('The payment method you provided has already been attached to a customer.'),
  method_not_attached: () =>
    unexpectedMethod(
      'The payment method you provided is not attached to a customer, so it cannot be detached.',
    ),
  method_used_up: () =>
    unexpectedMethod(
      'The payment method you provided was used before without being attached to a customer, or ' +
        'was detached from one, so it cannot be used again. Attach a payment method to a customer ' +
        'first to use it several times.',
    ),
  method_not_reusable: () =>
    invalidRequest('Payment methods of this type are used once; they cannot be kept.', {
      code: 'payment_method_unsupported_type',
      param: 'payment_method',
    }),
};

const unexpectedMethod = (message: string): ApiError =>
  invalidRequest(message, { code: 'payment_method_unexpected_state', param: 'payment_method' });

export const customerRejectionAnswers: Readonly<Record<CustomerRejection, ToApiError>> = {
  customer_not_found: ({ id }) => resourceMissing('customer', id),
  source_not_found: ({ id }) => resourceMissing('source', id),
  too_many_sources: () =>
    invalidRequest(`A customer can have up to ${maxSources} cards.`, { param: 'source' }),
};

export const setupRejectionAnswers: Readonly<Record<SetupIntentRejection, ToApiError>> = {
  setup_intent_not_found: ({ id }) => noSuchObject(id),
  setup_intent_without_method: (context) =>
    unexpectedSetup(
      context,
      "You cannot confirm this SetupIntent because it's missing a payment method. Update it with a " +
        'payment method and confirm it again, or confirm it directly with one.',
    ),
  setup_intent_state: (context) =>
    unexpectedSetup(
      context,
      `You cannot ${verb[context.operation] ?? 'update'} this SetupIntent because it has a status ` +
        `of ${refusedSetup(context).status}.`,
    ),
};

const verb: Partial<Readonly<Record<Operation, string>>> = {
  cancel: 'cancel',
  complete: 'complete the action of',
  confirm: 'confirm',
};

const unexpectedSetup = (context: RejectionContext, message: string): ApiError =>
  invalidRequest(message, {
    code: 'setup_intent_unexpected_state',
    ...(context.state.setupIntent && shownSetup(context)),
  });

// What the public API answers when a payment intent refuses a command (payment contract, 1.7). Every
// answer about its state carries the whole intent, so that the caller sees the state that refused.
import type { PaymentIntentRejection } from '@ledgerway/domain';
import { invalidRequest, type ApiError } from '../errors.js';
import { shownAmount } from '../shown-amount.js';
import {
  noSuchObject,
  refusedIntent,
  shownIntent,
  type Operation,
  type RejectionContext,
  type ToApiError,
} from './context.js';

/** A forgotten refusal does not compile. */
export const intentRejectionAnswers: Readonly<Record<PaymentIntentRejection, ToApiError>> = {
  intent_not_found: ({ id }) => noSuchObject(id),
  intent_without_method: (context) => unexpectedState(context, withoutMethod(context)),
  intent_state: (context) =>
    unexpectedState(context, (inWrongState[context.operation] ?? cannotUpdate)(context)),
  intent_amount_too_large: (context) =>
    invalidRequest(
      `The amount to capture${shownIn(context)} is greater than the amount that can be captured.`,
      { code: 'amount_too_large', param: 'amount_to_capture', ...shownIntent(context) },
    ),
  intent_remaining_not_capturable: (context) =>
    unexpectedState(
      context,
      'The remaining amount on this PaymentIntent could not be captured: it can be captured once ' +
        'only, and it has been captured already.',
    ),
  intent_return_url_missing: () =>
    invalidRequest(
      'This PaymentIntent accepts payment methods that may redirect the payer, so you must give a ' +
        '`return_url`. If you do not want any of them, set ' +
        '`automatic_payment_methods[allow_redirects]` to `never`.',
      { code: 'parameter_missing', param: 'return_url' },
    ),
  intent_method_of_other_customer: (context) =>
    invalidRequest(
      `The payment method supplied does not belong to the customer${named(customerOf(context))} of ` +
        'this PaymentIntent.',
      { param: 'payment_method' },
    ),
  intent_method_needs_customer: () =>
    invalidRequest(
      'The payment method supplied belongs to a customer. Please include that customer on this ' +
        'PaymentIntent.',
      { code: 'parameter_missing', param: 'source' },
    ),
  intent_method_type_not_allowed: () =>
    invalidRequest(
      'The type of this payment method cannot pay this PaymentIntent: look at its ' +
        '`payment_method_types`, its currency and its `capture_method`.',
      { code: 'payment_intent_incompatible_payment_method', param: 'payment_method' },
    ),
  intent_client_parameter: () => {
    const param = 'payment_method_options[wechat_pay][client]';
    return invalidRequest(`Missing required param: ${param}.`, {
      code: 'parameter_missing',
      param,
    });
  },
  action_not_open: (context) =>
    unexpectedState(
      context,
      'This PaymentIntent does not wait for its payer to do this, or waits for it no longer.',
    ),
};

/** 400, with the intent as it is. None is shown if the refusal was the end of its creation. */
const unexpectedState = (context: RejectionContext, message: string): ApiError =>
  invalidRequest(message, {
    code: 'payment_intent_unexpected_state',
    ...(context.state.intent && shownIntent(context)),
  });

type Message = (context: RejectionContext) => string;

const onlyWhen = (statuses: readonly string[], may: string): string =>
  `Only a PaymentIntent with one of the following statuses may be ${may}: ${statuses.join(', ')}.`;

const changeable = ['requires_payment_method', 'requires_confirmation', 'requires_action'];
const cancelable = [
  'requires_payment_method',
  'requires_capture',
  'requires_reauthorization',
  'requires_confirmation',
  'requires_action',
  'expired',
  'processing',
];

const because = (context: RejectionContext) =>
  `because it has a status of ${refusedIntent(context).status}`;

const cannotConfirm: Message = (context) =>
  refusedIntent(context).status === 'succeeded'
    ? 'You cannot confirm this PaymentIntent because it has already succeeded after being ' +
      'previously confirmed.'
    : `You cannot confirm this PaymentIntent ${because(context)}. ` +
      onlyWhen(['requires_confirmation', 'requires_action'], 'confirmed');

const cannotUpdate: Message = (context) =>
  `This PaymentIntent's amount could not be updated ${because(context)}. ` +
  onlyWhen(changeable, 'updated');

const inWrongState: Partial<Readonly<Record<Operation, Message>>> = {
  confirm: cannotConfirm,
  create: cannotConfirm,
  capture: (context) =>
    `This PaymentIntent could not be captured ${because(context)}. ` +
    onlyWhen(['requires_capture'], 'captured'),
  cancel: (context) =>
    `You cannot cancel this PaymentIntent ${because(context)}. ` + onlyWhen(cancelable, 'canceled'),
};

/** Of an intent that was refused at its creation nothing is known any more. */
const named = (id: string): string => (id === '' ? '' : ` ${id}`);

const customerOf = ({ state }: RejectionContext) => state.intent?.details.customer ?? '';

function withoutMethod(context: RejectionContext): string {
  const missing = "You cannot confirm this PaymentIntent because it's missing a payment method. ";
  const customer = customerOf(context);
  return customer === ''
    ? missing +
        'You can either update the PaymentIntent with a payment method and then confirm it again, ' +
        'or confirm it again directly with a payment method.'
    : missing +
        `To confirm the PaymentIntent with ${customer}, specify a payment method attached to this ` +
        'customer along with the customer ID.';
}

function shownIn({ amount, state }: RejectionContext): string {
  if (amount === null || amount === undefined || state.intent === null) return '';
  return ` (${shownAmount({ amount, currency: state.intent.details.currency })})`;
}

// What the public API answers when a charge refuses a command (payment contract, 1.5, 1.6 and 5).
import {
  chargeOf,
  maxMetadataKeys,
  refundableAmount,
  type Charge,
  type ChargeRejection,
} from '@ledgerway/domain';
import { cardError, invalidRequest, type ApiError } from '../errors.js';
import { shownAmount } from '../shown-amount.js';
import { noSuchObject, type RejectionContext, type ToApiError } from './context.js';

/** Every refusal has its answer: a forgotten one does not compile. */
export const chargeRejectionAnswers: Readonly<Record<ChargeRejection, ToApiError>> = {
  not_found: ({ id }) => noSuchObject(id),
  key_reused: () => ({
    status: 400,
    type: 'idempotency_error',
    message:
      'Keys for idempotent requests can only be used with the same parameters they were first used with.',
  }),
  invalid_amount: () =>
    invalidRequest('This value must be greater than or equal to 1.', {
      code: 'parameter_invalid_integer',
      param: 'amount',
    }),
  charge_pending: (context) =>
    noneToRefund(context) ??
    invalidRequest(
      `Charge ${chargeId(context)} is still pending; it cannot be ${done(context)} yet.`,
    ),
  charge_failed: (context) => {
    if (context.operation === 'refund')
      return (
        noneToRefund(context) ??
        invalidRequest(
          `This charge (${chargeId(context)}) does not have a successful payment to refund.`,
        )
      );
    return invalidRequest(`Charge ${chargeId(context)} has failed, so it cannot be captured.`, {
      code: 'capture_unauthorized_payment',
    });
  },
  charge_expired: (context) =>
    context.operation === 'refund'
      ? (noneToRefund(context) ?? alreadyRefunded(context))
      : invalidRequest(`Charge ${chargeId(context)} has expired: it can no longer be captured.`, {
          code: 'charge_expired_for_capture',
        }),
  charge_voided: (context) => noneToRefund(context) ?? alreadyRefunded(context),
  step_in_progress: (context) => ({
    status: 409,
    type: 'invalid_request_error',
    code: 'lock_timeout',
    message: `Another request is changing ${chargeId(context)} right now. Please try again.`,
  }),
  already_captured: (context) =>
    invalidRequest(`Charge ${chargeId(context)} has already been captured.`, {
      code: 'charge_already_captured',
    }),
  capture_exceeds_authorized: (context) =>
    invalidRequest(
      `Capture amount (${shown(context, context.amount)}) is greater than the amount ` +
        `authorized (${shown(context, chargeIn(context)?.authorizedAmount)}).`,
      { code: 'amount_too_large', param: 'amount' },
    ),
  partial_void: () =>
    invalidRequest('You cannot partially refund an uncaptured charge. Capture a part instead.', {
      param: 'amount',
    }),
  already_refunded: (context) => alreadyRefunded(context),
  refund_exceeds_remaining: (context) => {
    const charge = chargeIn(context);
    return invalidRequest(
      `Refund amount (${shown(context, context.amount)}) is greater than unrefunded amount ` +
        `on charge (${shown(context, charge && refundableAmount(charge))})`,
      { param: 'amount' },
    );
  },
  customer_already_set: (context) =>
    invalidRequest(`Charge ${chargeId(context)} already has a customer.`, { param: 'customer' }),
  too_much_metadata: () =>
    invalidRequest(`Metadata can have up to ${maxMetadataKeys} keys.`, { param: 'metadata' }),
  not_expired_yet: (context) => invalidRequest(`Charge ${chargeId(context)} has not expired yet.`),
  // A plain "no" of the acquirer, like a decline: final, so a retry gets this answer again.
  acquirer_refused: (context) =>
    cardError(
      'processing_error',
      `The acquirer refused: ${chargeId(context)} was not ${done(context)}.`,
      { charge: chargeId(context) },
    ),
  owned_by_intent: ownedByIntent,
  refund_not_cancelable: () => invalidRequest('Canceling this refund is unsupported.'),
  charge_disputed: (context) =>
    invalidRequest(`Charge ${chargeId(context)} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
    }),
  dispute_not_open: ({ id }) => invalidRequest(`The dispute ${id} is closed.`),
};

/** The charge that was asked for, by its own id or by that of its intent, refund or dispute. */
const chargeIn = ({ id, state }: RejectionContext): Charge | null =>
  chargeOf(state, id) ?? state.charge;

const chargeId = (context: RejectionContext): string =>
  chargeIn(context)?.terms.chargeId ?? context.id;

const past: Partial<Readonly<Record<RejectionContext['operation'], string>>> = {
  cancel: 'canceled',
  capture: 'captured',
  create: 'created',
  refund: 'refunded',
};
const done = ({ operation }: RejectionContext): string => past[operation] ?? 'changed';

const alreadyRefunded: ToApiError = (context) =>
  invalidRequest(`Charge ${chargeId(context)} has already been refunded.`, {
    code: 'charge_already_refunded',
  });

/** A refund was asked of an intent that has not been paid. */
export const noSuccessfulCharge = (intentId: string): ApiError =>
  invalidRequest(`This PaymentIntent (${intentId}) does not have a successful charge to refund.`);

const noneToRefund = ({ operation, state }: RejectionContext): ApiError | undefined =>
  operation === 'refund' && state.intent !== null ? noSuccessfulCharge(state.intent.id) : undefined;

function ownedByIntent(context: RejectionContext): ApiError {
  const intentId = chargeIn(context)?.terms.paymentIntent;
  const what = `The charge ${chargeId(context)} belongs to the PaymentIntent ${intentId}`;
  if (context.operation === 'refund')
    return invalidRequest(
      `${what} and is not captured: you must cancel the PaymentIntent instead of refunding it.`,
    );
  return invalidRequest(`${what}: you must capture or cancel the PaymentIntent instead.`);
}

function shown(context: RejectionContext, amount: bigint | null | undefined): string {
  const charge = chargeIn(context);
  if (charge === null || amount === null || amount === undefined) return 'unknown';
  return shownAmount({ amount, currency: charge.terms.currency });
}

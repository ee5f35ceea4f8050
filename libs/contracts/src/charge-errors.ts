// What the public API answers when a charge refuses a command (payment contract, 1.5, 1.6 and 5).
import {
  maxMetadataKeys,
  refundableAmount,
  type Charge,
  type ChargeRejection,
} from '@ledgerway/domain';
import {
  apiErrorCodes,
  cardError,
  invalidRequest,
  resourceMissing,
  type ApiError,
  type ApiErrorCode,
} from './errors.js';
import { shownAmount } from './shown-amount.js';

/** What was asked, of which charge. */
export type RejectionContext = {
  readonly operation: 'create' | 'capture' | 'refund' | 'update';
  readonly chargeId: string;
  /** The charge as the refusal left it; null if there is none. */
  readonly charge: Charge | null;
  /** Minor units, if the request named an amount. */
  readonly amount?: bigint | null;
};

type ToApiError = (context: RejectionContext) => ApiError;

/** Every refusal has its answer: a forgotten one does not compile. */
export const rejectionToApiError: Readonly<Record<ChargeRejection, ToApiError>> = {
  not_found: ({ chargeId }) => resourceMissing('charge', chargeId),
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
  charge_pending: ({ operation, chargeId }) =>
    invalidRequest(`Charge ${chargeId} is still pending; it cannot be ${past[operation]} yet.`),
  charge_failed: ({ operation, chargeId }) =>
    operation === 'refund'
      ? invalidRequest(`This charge (${chargeId}) does not have a successful payment to refund.`)
      : invalidRequest(`Charge ${chargeId} has failed, so it cannot be captured.`, {
          code: 'capture_unauthorized_payment',
        }),
  charge_expired: (context) =>
    context.operation === 'refund'
      ? alreadyRefunded(context)
      : invalidRequest(`Charge ${context.chargeId} has expired: it can no longer be captured.`, {
          code: 'charge_expired_for_capture',
        }),
  charge_voided: (context) => alreadyRefunded(context),
  step_in_progress: ({ chargeId }) => ({
    status: 409,
    type: 'invalid_request_error',
    code: 'lock_timeout',
    message: `Another request is changing charge ${chargeId} right now. Please try again.`,
  }),
  already_captured: ({ chargeId }) =>
    invalidRequest(`Charge ${chargeId} has already been captured.`, {
      code: 'charge_already_captured',
    }),
  capture_exceeds_authorized: (context) =>
    invalidRequest(
      `Capture amount (${shown(context, context.amount)}) is greater than the amount ` +
        `authorized (${shown(context, context.charge?.authorizedAmount)}).`,
      { code: 'amount_too_large', param: 'amount' },
    ),
  partial_void: () =>
    invalidRequest('You cannot partially refund an uncaptured charge. Capture a part instead.', {
      param: 'amount',
    }),
  already_refunded: (context) => alreadyRefunded(context),
  refund_exceeds_remaining: (context) =>
    invalidRequest(
      `Refund amount (${shown(context, context.amount)}) is greater than unrefunded amount ` +
        `on charge (${shown(context, context.charge && refundableAmount(context.charge))})`,
      { param: 'amount' },
    ),
  customer_already_set: ({ chargeId }) =>
    invalidRequest(`Charge ${chargeId} already has a customer.`, { param: 'customer' }),
  too_much_metadata: () =>
    invalidRequest(`Metadata can have up to ${maxMetadataKeys} keys.`, { param: 'metadata' }),
  // A plain "no" of the acquirer, like a decline: final, so a retry gets this answer again.
  acquirer_refused: ({ operation, chargeId }) =>
    cardError('processing_error', `The acquirer refused: ${chargeId} was not ${past[operation]}.`, {
      charge: chargeId,
    }),
  not_expired_yet: ({ chargeId }) => invalidRequest(`Charge ${chargeId} has not expired yet.`),
};

const past = { create: 'created', capture: 'captured', refund: 'refunded', update: 'updated' };

const alreadyRefunded: ToApiError = ({ chargeId }) =>
  invalidRequest(`Charge ${chargeId} has already been refunded.`, {
    code: 'charge_already_refunded',
  });

function shown({ charge }: RejectionContext, amount: bigint | null | undefined): string {
  if (charge === null || amount === null || amount === undefined) return 'unknown';
  return shownAmount({ amount, currency: charge.terms.currency });
}

const isApiErrorCode = (code: string): code is ApiErrorCode =>
  (apiErrorCodes as readonly string[]).includes(code);

/** The 402 of a declined charge: the charge exists, and the error names it. Throws for any other. */
export function declineToApiError({ terms, decline }: Charge): ApiError {
  if (decline === null) throw new Error(`Charge ${terms.chargeId} was not declined`);
  const { code, declineCode, message, param } = decline;
  return cardError(isApiErrorCode(code) ? code : 'card_declined', message, {
    ...(param !== null && { param }),
    declineCode: declineCode ?? code,
    charge: terms.chargeId,
  });
}

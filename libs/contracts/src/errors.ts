// Everything the public API may refuse, and in which words. The codes are a closed list.

export type ApiErrorType =
  'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';

export const apiErrorCodes = [
  'amount_too_large',
  'amount_too_small',
  'api_key_expired',
  'authentication_required',
  'balance_insufficient',
  'capture_unauthorized_payment',
  'card_declined',
  'charge_already_captured',
  'charge_already_refunded',
  'charge_disputed',
  'charge_expired_for_capture',
  'email_invalid',
  'expired_card',
  'idempotency_key_in_use',
  'incorrect_cvc',
  'incorrect_number',
  'incorrect_zip',
  'invalid_cvc',
  'invalid_expiry_month',
  'invalid_expiry_year',
  'invalid_number',
  'lock_timeout',
  'missing',
  'parameter_invalid_empty',
  'parameter_invalid_integer',
  'parameter_invalid_string_empty',
  'parameter_missing',
  'parameter_unknown',
  'parameters_exclusive',
  'payment_intent_action_required',
  'payment_intent_authentication_failure',
  'payment_intent_incompatible_payment_method',
  'payment_intent_payment_attempt_expired',
  'payment_intent_unexpected_state',
  'payment_method_provider_decline',
  'payment_method_unexpected_state',
  'payment_method_unsupported_type',
  'platform_api_key_expired',
  'processing_error',
  'rate_limit',
  'resource_missing',
  'secret_key_required',
  'setup_attempt_failed',
  'setup_intent_authentication_failure',
  'setup_intent_unexpected_state',
  'testmode_charges_only',
  'token_already_used',
  'url_invalid',
] as const;
export type ApiErrorCode = (typeof apiErrorCodes)[number];

/** A refusal as data: the gateway answers `status` with the rendered error. */
export type ApiError = {
  readonly status:
    400 | 401 | 402 | 403 | 404 | 405 | 409 | 413 | 414 | 415 | 429 | 431 | 500 | 503;
  readonly type: ApiErrorType;
  /** The issuer's codes pass through a card error; all others are of the closed list. */
  readonly code?: ApiErrorCode;
  readonly message: string;
  readonly param?: string;
  readonly declineCode?: string;
  /** The id of the charge that was declined. */
  readonly charge?: string;
  /** What the error is about, as the public API shows these objects. */
  readonly paymentIntent?: PublicObject;
  readonly paymentMethod?: PublicObject;
  readonly setupIntent?: PublicObject;
  readonly source?: PublicObject;
};

type PublicObject = { readonly id: string; readonly object: string };

/** Where error codes are explained: a page for each. */
export const docUrlBase = 'https://docs.ledgerway.example/error-codes/';

/** The page that explains a code. */
export const docUrlOf = (code: string): string => docUrlBase + code.replaceAll('_', '-');

/** A card number that was sent where something else belongs must not come back. */
const withoutCardNumbers = (text: string): string => text.replace(/\d(?:[ -]?\d){11,18}/g, '****');

/** The body of an error answer. What is not set is absent, never null. */
export const renderError = (error: ApiError) => ({
  error: {
    ...(error.charge !== undefined && { charge: error.charge }),
    ...(error.code !== undefined && { code: error.code }),
    ...(error.declineCode !== undefined && { decline_code: error.declineCode }),
    ...(error.code !== undefined && { doc_url: docUrlOf(error.code) }),
    message: withoutCardNumbers(error.message),
    ...(error.param !== undefined && { param: withoutCardNumbers(error.param) }),
    ...(error.paymentIntent !== undefined && { payment_intent: error.paymentIntent }),
    ...(error.paymentMethod !== undefined && { payment_method: error.paymentMethod }),
    ...(error.setupIntent !== undefined && { setup_intent: error.setupIntent }),
    ...(error.source !== undefined && { source: error.source }),
    type: error.type,
  },
});

type Detail = Omit<Partial<ApiError>, 'status' | 'type' | 'message'>;

/** 400: the request itself is wrong, and would be wrong again. */
export const invalidRequest = (message: string, detail: Detail = {}): ApiError => ({
  status: 400,
  type: 'invalid_request_error',
  ...detail,
  message,
});

export const missingParameter = (param: string): ApiError =>
  invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param });

export const unknownParameter = (param: string): ApiError =>
  invalidRequest(`Received unknown parameter: ${param}`, { code: 'parameter_unknown', param });

/** A cursor that names nothing of the list it was given to. */
export const unknownCursor = (param: string, kind: string, id: string): ApiError =>
  invalidRequest(`No such ${kind}: '${id}'`, { code: 'resource_missing', param });

/**
 * 404: there is no such object for this account and mode. `otherMode` says that the id belongs to
 * an object of the mode that was not asked.
 */
export function resourceMissing(
  kind: string,
  id: string,
  options: { param?: string; otherMode?: 'live' | 'test' } = {},
): ApiError {
  const { param = 'id', otherMode } = options;
  const used = otherMode === 'test' ? 'live' : 'test';
  const hint =
    otherMode === undefined
      ? ''
      : `; a similar object exists in ${otherMode} mode, but a ${used} mode key was used to make this request.`;
  const message = `No such ${kind}: '${id}'${hint}`;
  return { status: 404, type: 'invalid_request_error', code: 'resource_missing', message, param };
}

/** 402: the card cannot be charged, or not in this way. */
export const cardError = (
  code: ApiErrorCode,
  message: string,
  detail: Omit<Detail, 'code'> = {},
): ApiError => ({ status: 402, type: 'card_error', code, ...detail, message });

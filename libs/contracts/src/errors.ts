// Everything the public API may refuse, and in which words. The codes are a closed list.

export type ApiErrorType =
  'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';

export const apiErrorCodes = [
  'amount_too_large',
  'amount_too_small',
  'api_key_expired',
  'capture_unauthorized_payment',
  'card_declined',
  'charge_already_captured',
  'charge_already_refunded',
  'charge_expired_for_capture',
  'email_invalid',
  'expired_card',
  'idempotency_key_in_use',
  'incorrect_cvc',
  'incorrect_number',
  'invalid_cvc',
  'invalid_expiry_month',
  'invalid_expiry_year',
  'invalid_number',
  'lock_timeout',
  'parameter_invalid_empty',
  'parameter_invalid_integer',
  'parameter_invalid_string_empty',
  'parameter_missing',
  'parameter_unknown',
  'parameters_exclusive',
  'processing_error',
  'authentication_required',
  'rate_limit',
  'resource_missing',
  'secret_key_required',
  'testmode_charges_only',
  'token_already_used',
  'url_invalid',
] as const;
export type ApiErrorCode = (typeof apiErrorCodes)[number];

/** A refusal as data: the gateway answers `status` with the rendered error. */
export type ApiError = {
  readonly status: 400 | 401 | 402 | 403 | 404 | 405 | 409 | 413 | 415 | 429 | 431 | 500 | 503;
  readonly type: ApiErrorType;
  /** The issuer's codes pass through a card error; all others are of the closed list. */
  readonly code?: ApiErrorCode;
  readonly message: string;
  readonly param?: string;
  readonly declineCode?: string;
  /** The id of the charge that was declined. */
  readonly charge?: string;
};

/** The body of an error answer. What is not set is absent, never null. */
export const renderError = (error: ApiError) => ({
  error: {
    ...(error.charge !== undefined && { charge: error.charge }),
    ...(error.code !== undefined && { code: error.code }),
    ...(error.declineCode !== undefined && { decline_code: error.declineCode }),
    message: error.message,
    ...(error.param !== undefined && { param: error.param }),
    type: error.type,
  },
});

type Detail = Pick<ApiError, 'code' | 'param'>;

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
  const message = `No such ${kind}: '${withoutCardNumber(id)}'${hint}`;
  return { status: 404, type: 'invalid_request_error', code: 'resource_missing', message, param };
}

/** A card number sent where an id belongs must not come back in a message. */
const withoutCardNumber = (text: string): string => text.replace(/\d(?:[ -]?\d){11,18}/g, '****');

/** 402: the card cannot be charged, or not in this way. */
export const cardError = (
  code: ApiErrorCode,
  message: string,
  detail: Pick<ApiError, 'param' | 'declineCode' | 'charge'> = {},
): ApiError => ({ status: 402, type: 'card_error', code, ...detail, message });

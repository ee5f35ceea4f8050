// Refusals of the edge itself, before any capability has seen the request.
import { invalidRequest, type ApiError } from '@ledgerway/contracts';

const refused = (status: ApiError['status'], message: string): ApiError => ({
  status,
  type: 'invalid_request_error',
  message,
});

const path = (url: string) =>
  url.slice(0, Math.max(url.indexOf('?'), 0) || undefined).slice(0, 500);

export const unrecognizedUrl = (method: string, url: string): ApiError =>
  refused(
    404,
    `Unrecognized request URL (${method}: ${path(url)}). ` +
      'If you are trying to list objects, remove the trailing slash. If you are trying to ' +
      'retrieve an object, make sure you passed a valid (non-empty) identifier in your code.',
  );

export const methodNotAllowed = (method: string, url: string, allowed: string): ApiError =>
  refused(405, `${path(url)} does not answer ${method}; it answers ${allowed}.`);

export const bodyTooLarge = (): ApiError => refused(413, 'The request body is larger than 1 MiB.');

export const unsupportedBody = (): ApiError =>
  refused(
    415,
    'Send the body as application/x-www-form-urlencoded or application/json, in UTF-8 and ' +
      'without a content encoding.',
  );

export const requestLineTooLong = (): ApiError =>
  refused(414, 'The request line is longer than 16 KiB.');

export const headersTooLarge = (): ApiError => refused(431, 'The headers are larger than 16 KiB.');

export const malformedRequest = (message = 'The request is not valid HTTP.'): ApiError =>
  invalidRequest(message);

export const invalidVersion = (version: string): ApiError =>
  invalidRequest(`Invalid Stripe API version: ${version.slice(0, 100)}`);

export const internalError = (): ApiError => ({
  status: 500,
  type: 'api_error',
  message: 'Something went wrong on our side. The request can be sent again as it is.',
});

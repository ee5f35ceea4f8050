import { invalidRequest, type ApiError } from '@ledgerway/contracts';
import { ApiException, worthRetrying } from '../edge/answer.js';

const misuse = (message: string): ApiException =>
  new ApiException({ status: 400, type: 'idempotency_error', message });

export const otherEndpoint = (first: string, now: string): ApiException =>
  misuse(
    'Keys for idempotent requests can only be used for the same endpoint they were first used ' +
      `for ('${first}' vs '${now}'). Try using a different key for the other request.`,
  );

export const otherParameters = (key: string): ApiException =>
  misuse(
    'Keys for idempotent requests can only be used with the same parameters they were first used ' +
      `with. Try using a key other than '${key}' if you meant to execute a different request.`,
  );

export const keyInUse = (): ApiException =>
  new ApiException(
    {
      status: 409,
      type: 'idempotency_error',
      code: 'idempotency_key_in_use',
      message:
        'There is currently another in-progress request using this Idempotent Key. ' +
        'Please try again: it will be answered with the outcome of that request.',
    },
    worthRetrying,
  );

export const invalidKey = (maxLength: number): ApiError =>
  invalidRequest(`An Idempotency-Key has between 1 and ${maxLength} characters.`);

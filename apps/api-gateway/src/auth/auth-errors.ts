import type { ApiError } from '@ledgerway/contracts';
import type { Caller, KeyKind } from '../edge/caller.js';
import { maskKey } from './key-format.js';

type Refusal = Pick<ApiError, 'code'>;

const unauthorized = (message: string, detail: Refusal = {}): ApiError => ({
  status: 401,
  type: 'invalid_request_error',
  ...detail,
  message,
});

const forbidden = (message: string): ApiError => ({
  status: 403,
  type: 'invalid_request_error',
  message,
});

export const missingKey = (): ApiError =>
  unauthorized(
    'You did not provide an API key. Provide it in the Authorization header, as ' +
      "'Authorization: Bearer YOUR_SECRET_KEY', or as the user name of HTTP Basic auth.",
  );

export const unknownKey = (key: string): ApiError =>
  unauthorized(`Invalid API Key provided: ${maskKey(key)}`);

/** A known key of a kind that this route does not take. */
export function wrongKindOfKey(caller: Caller, access: readonly KeyKind[]): ApiError {
  if (caller.kind === 'publishable')
    return unauthorized(
      'This API call cannot be made with a publishable API key. Use a secret API key instead.',
      { code: 'secret_key_required' },
    );
  return forbidden(
    `The key ${caller.masked} cannot make this API call; it takes the ${access.join(' or ')} key.`,
  );
}

export const foreignAccount = (caller: Caller, account: string): ApiError =>
  forbidden(
    `The key ${caller.masked} does not have access to account '${account.slice(0, 64)}' ` +
      '(or that account does not exist).',
  );

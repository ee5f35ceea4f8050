import type { ApiError } from '@ledgerway/contracts';
import type { Caller } from '../edge/caller.js';
import { maskKey } from './key-format.js';
import type { RouteAccess } from './permissions.js';

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

/** The key was ours; its time, or that of the secret that was replaced, is over. */
export const expiredKey = ({ masked }: Caller): ApiError =>
  unauthorized(`Expired API key provided: ${masked}`, { code: 'api_key_expired' });

export const wrongAddress = ({ masked }: Caller): ApiError =>
  forbidden(`The key ${masked} cannot be used from this IP address.`);

/** `problem` is how the TLS library names it, such as `CERT_HAS_EXPIRED`. */
export const untrustedCertificate = (problem: string): ApiError =>
  unauthorized(`The client certificate of this connection was refused (${problem}).`);

export const revokedCertificate = (): ApiError =>
  unauthorized('The client certificate of this connection was revoked.');

/** A token that was bound to a certificate came without it. */
export const missingCertificate = ({ masked }: Caller): ApiError =>
  unauthorized(
    `The token ${masked} is bound to a client certificate, which this connection did not present.`,
  );

export const foreignCertificate = ({ masked }: Caller): ApiError =>
  unauthorized(
    `The client certificate of this connection is bound to another account or mode than ${masked}.`,
  );

/** A known key of a kind that this route, or a part of what it can show, is not for. */
export function wrongKindOfKey(caller: Caller, route?: RouteAccess): ApiError {
  if (caller.kind === 'publishable')
    return unauthorized(
      'This API call cannot be made with a publishable API key. Use a secret API key instead.',
      { code: 'secret_key_required' },
    );
  const taken = route?.to === 'operator' ? "operator's" : 'secret';
  return forbidden(
    `The key ${caller.masked} cannot make this API call; it takes the ${taken} key.`,
  );
}

/** A restricted key, or what acts like one, without a permission such as `refund_write`. */
export const missingPermission = (caller: Caller, permission: string): ApiError =>
  forbidden(
    `The key ${caller.masked} does not have the permission ${permission}, which this request ` +
      'needs. A secret key, or a key with that permission, can make it.',
  );

export const foreignAccount = (caller: Caller, account: string): ApiError =>
  forbidden(
    `The key ${caller.masked} does not have access to account '${account.slice(0, 64)}' ` +
      '(or that account does not exist).',
  );

/** What is made with a key can do no more than the key. */
export const widerThanOwn = ({ masked }: Caller): ApiError =>
  forbidden(
    `The key ${masked} cannot give what it does not have: permissions, a later expiry or more ` +
      'IP addresses than its own.',
  );

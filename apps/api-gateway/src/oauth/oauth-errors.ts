// The refusals of RFC 6749 (section 5.2), in its own shape: clients of OAuth know no other.
import { Answer } from '../edge/answer.js';

export type OAuthErrorCode =
  'invalid_client' | 'invalid_request' | 'invalid_scope' | 'unsupported_grant_type';

export type OAuthRefusal = { readonly error: OAuthErrorCode; readonly description: string };

export const refuse = (error: OAuthErrorCode, description: string): OAuthRefusal => ({
  error,
  description,
});

/** Tokens, and what is said of them, are for the one who asked and for nobody in between. */
const uncached = { 'Cache-Control': 'no-store', Pragma: 'no-cache' } as const;

export const granted = (body: object): Answer => new Answer(200, JSON.stringify(body), uncached);

export function refusalAnswer({ error, description }: OAuthRefusal): Answer {
  const body = JSON.stringify({ error, error_description: description });
  return error === 'invalid_client'
    ? new Answer(401, body, { ...uncached, 'WWW-Authenticate': 'Basic realm="Ledgerway"' })
    : new Answer(400, body, uncached);
}

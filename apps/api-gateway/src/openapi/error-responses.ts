// Which refusals a route can answer with. All are of one shape, but for those of OAuth.
import type { ApiError, JsonSchema } from '@ledgerway/contracts';

type Status = ApiError['status'];

const meanings: Readonly<Record<Exclude<Status, 405>, string>> = {
  400: 'The request is wrong, and would be wrong again.',
  401: 'The key is missing, unknown or expired, or of a kind that this call does not take.',
  402: 'The payment was refused. The answer is final for its Idempotency-Key.',
  403: 'The key lacks the permission.',
  404: 'There is no such object for this account and mode.',
  409: 'Another request is busy with the same object or key: send it again.',
  413: 'The body is larger than 1 MiB.',
  414: 'The request line is longer than 16 KiB.',
  415: 'The body is neither a form nor JSON, or not in UTF-8.',
  429: 'Too many requests: wait as long as `Retry-After` says.',
  431: 'The headers are larger than 16 KiB.',
  500: 'Something went wrong on our side.',
  503: 'A service is away, or the outcome is not known yet: send it again as it is.',
};

const error: JsonSchema = { $ref: '#/components/schemas/error' };

const response = (description: string, schema: JsonSchema): JsonSchema => ({
  description,
  headers: { 'Request-Id': { schema: { type: 'string' } } },
  content: { 'application/json': { schema } },
});

const nameOf = (status: string | number) => `error_${status}`;

export const errorResponses: Readonly<Record<string, JsonSchema>> = Object.fromEntries(
  Object.entries(meanings).map(([status, meaning]) => [nameOf(status), response(meaning, error)]),
);

/** RFC 6749, section 5.2. What is no form at all is refused before OAuth reads it. */
const oauthError: JsonSchema = {
  anyOf: [
    {
      type: 'object',
      properties: {
        error: {
          enum: ['invalid_client', 'invalid_request', 'invalid_scope', 'unsupported_grant_type'],
        },
        error_description: { type: 'string' },
      },
      required: ['error', 'error_description'],
      additionalProperties: false,
    },
    error,
  ],
};

const always: readonly Status[] = [400, 401, 403, 414, 429, 431, 500, 503];
/** The objects that a `POST` names can be missing, too. */
const ofPosts: readonly Status[] = [402, 404, 409, 413, 415];

export function errorsOf(method: string, path: string): Readonly<Record<string, JsonSchema>> {
  const isHelper = path.startsWith('/v1/test_helpers/'); // There are none in live mode.
  const statuses = new Set([
    ...always,
    ...(method === 'POST' ? ofPosts : []),
    ...(path.includes('{') || isHelper ? [404 as const] : []),
  ]);
  const oauth = path.startsWith('/oauth/') ? [400, 401] : [];
  return Object.fromEntries(
    [...statuses]
      .sort()
      .map((status) => [
        status,
        oauth.includes(status)
          ? response(meanings[status as keyof typeof meanings], oauthError)
          : { $ref: `#/components/responses/${nameOf(status)}` },
      ]),
  );
}

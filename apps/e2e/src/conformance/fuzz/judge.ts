// What every answer must be, whatever was asked.
import type { FuzzRequest } from './requests.js';

export type FuzzAnswer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly durationMs: number;
};

const slowMs = 2_000;
const errorTypes = ['api_error', 'card_error', 'idempotency_error', 'invalid_request_error'];

/**
 * @param marker a text that stands in everything the stranger owns, and in no request.
 * @returns what is wrong with the answer, or nothing.
 */
export function faultOf(
  request: FuzzRequest,
  answer: FuzzAnswer,
  marker: string,
): string | undefined {
  const { status, headers, text, durationMs } = answer;
  if (status >= 500) return `status ${status}`;
  if (durationMs > slowMs) return `took ${Math.round(durationMs)} ms`;
  if (text.includes(marker)) return 'tells what belongs to a stranger';
  if (!/^req_\w+$/.test(headers.get('request-id') ?? '')) return 'has no Request-Id';
  if (request.method === 'HEAD' && text === '') return undefined;
  if (status === 200 && headers.has('content-disposition')) return undefined; // A file.
  const json = parsed(text);
  if (json === undefined) return 'is no JSON object';
  return status < 400 ? faultOfSuccess(request, status, json) : faultOfError(request, json);
}

function faultOfSuccess(
  { path }: FuzzRequest,
  status: number,
  json: Record<string, unknown>,
): string | undefined {
  if (status !== 200) return `succeeds with ${status}`;
  if ('error' in json && json['error'] !== null) return 'succeeds with an error';
  // RFC 6749, RFC 7662 and OpenAPI have objects of their own.
  if (path.startsWith('/oauth/') || path.startsWith('/v1/openapi.json')) return undefined;
  return typeof json['object'] === 'string' ? undefined : 'is no object of the contract';
}

function faultOfError({ path }: FuzzRequest, json: Record<string, unknown>): string | undefined {
  const { error } = json;
  if (path.startsWith('/oauth/') && typeof error === 'string')
    return typeof json['error_description'] === 'string' ? undefined : 'has no error_description';
  if (error === null || typeof error !== 'object') return 'has no error object';
  const { type, message } = error as { type?: unknown; message?: unknown };
  if (!errorTypes.includes(type as string)) return `has the error type ${String(type)}`;
  if (typeof message !== 'string' || message === '') return 'has no message';
  return Object.values(error).includes(null) ? 'has a null in its error' : undefined;
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(text);
    const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
    return isObject ? (json as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

// What the head of a request may hold before anybody looks at what it says.
import { invalidRequest, type ApiError } from '@ledgerway/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiException } from './answer.js';
import { headersTooLarge, malformedRequest, requestLineTooLong } from './edge-errors.js';
import { maxHeaderBytes, maxIdLength, maxRequestLineBytes } from './limits.js';

export function limitHeads(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const refused = headRefusal(request);
    done(refused === undefined ? undefined : new ApiException(refused));
  });
}

function headRefusal({ raw, params, is404 }: FastifyRequest): ApiError | undefined {
  const { url = '', rawHeaders } = raw;
  if (url.length > maxRequestLineBytes) return requestLineTooLong();
  if (bytesOf(rawHeaders) > maxHeaderBytes) return headersTooLarge();
  // The database keeps no text with a NUL, so nothing can go by such a name.
  if (url.includes('%00')) return malformedRequest('The URL contains a NUL byte.');
  return is404 ? undefined : tooLongId(params as Record<string, string>);
}

function tooLongId(params: Readonly<Record<string, string>>): ApiError | undefined {
  const param = Object.keys(params).find((name) => params[name]!.length > maxIdLength);
  if (param === undefined) return undefined;
  return invalidRequest(`Invalid ${param}: it must be at most ${maxIdLength} characters`, {
    param,
  });
}

/** Names and values, and the four characters that stand between and behind each pair. */
function bytesOf(rawHeaders: readonly string[]): number {
  let bytes = rawHeaders.length * 2;
  for (const text of rawHeaders) bytes += text.length;
  return bytes;
}

// How what the dispatcher refuses, or does not know, is answered.
import {
  invalidRequest,
  resourceMissing,
  type ApiErrorCode,
  type EndpointRefusal,
} from '@ledgerway/contracts';
import { ApiException } from '../edge/answer.js';

export function unlessRefused<T extends object>(answer: T | EndpointRefusal): T {
  if (!('refused' in answer)) return answer;
  const { message, code, param } = answer.refused;
  const refusal = invalidRequest(message, {
    ...(code !== null && { code: code as ApiErrorCode }),
    ...(param !== null && { param }),
  });
  // What passes by itself: SDKs ask again.
  throw new ApiException(code === 'lock_timeout' ? { ...refusal, status: 409 } : refusal);
}

export const missingEndpoint = (id: string) =>
  new ApiException(resourceMissing('webhook endpoint', id));

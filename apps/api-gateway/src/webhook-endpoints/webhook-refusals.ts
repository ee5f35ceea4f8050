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
  throw new ApiException(
    invalidRequest(message, {
      ...(code !== null && { code: code as ApiErrorCode }),
      ...(param !== null && { param }),
    }),
  );
}

export const missingEndpoint = (id: string) =>
  new ApiException(resourceMissing('webhook endpoint', id));

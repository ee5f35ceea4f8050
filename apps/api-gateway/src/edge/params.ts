import { parseParams, type ParamsClass } from '@ledgerway/contracts';
import { ApiException } from './answer.js';
import type { ApiRequest } from './caller.js';

/** The request's parameters as its endpoint knows them. Refuses (400) whatever it does not know. */
export function paramsOf<T extends object>(request: ApiRequest, endpoint: new () => T): T {
  const parsed = parseParams(endpoint as ParamsClass<T>, request.form);
  if (!parsed.ok) throw new ApiException(parsed.error);
  return parsed.value;
}

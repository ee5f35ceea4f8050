import type { Tenant } from '@ledgerway/contracts';
import { ApiException } from '../edge/answer.js';
import { tenantOf, type ApiRequest } from '../edge/caller.js';
import { unrecognizedUrl } from '../edge/edge-errors.js';

/** Whose test mode it is. In live mode there are no test helpers: 404. */
export function testTenantOf(request: ApiRequest): Tenant {
  const tenant = tenantOf(request);
  if (tenant.livemode) throw new ApiException(unrecognizedUrl(request.method, request.url));
  return tenant;
}

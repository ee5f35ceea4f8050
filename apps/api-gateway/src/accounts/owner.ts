// Whose a resource is: the caller's own, unless the operator says whose.
import {
  invalidRequest,
  missingParameter,
  resourceMissing,
  type Tenant,
} from '@ledgerway/contracts';
import { foreignAccount } from '../auth/auth-errors.js';
import { ApiException } from '../edge/answer.js';
import { callerOf, type ApiRequest, type Caller } from '../edge/caller.js';
import type { AccountStore } from './account-store.js';

type Asked = { readonly account?: string; readonly livemode?: boolean };

/** @throws ApiException (400, 403, 404) unless the caller may act for the account that is named */
export async function ownerOf(
  request: ApiRequest,
  { account, livemode }: Asked,
  accounts: Pick<AccountStore, 'find'>,
): Promise<Tenant> {
  const caller = callerOf(request);
  if (caller.kind !== 'operator') return ownTenant(caller, caller.tenant, { account, livemode });
  if (account === undefined) throw new ApiException(missingParameter('account'));
  if ((await accounts.find(account)) === undefined)
    throw new ApiException({
      ...resourceMissing('account', account, { param: 'account' }),
      status: 400,
    });
  return { merchantId: account, livemode: livemode ?? false };
}

function ownTenant(caller: Caller, tenant: Tenant, { account, livemode }: Asked): Tenant {
  if (account !== undefined && account !== tenant.merchantId)
    throw new ApiException(foreignAccount(caller, account));
  if (livemode !== undefined && livemode !== tenant.livemode)
    throw new ApiException(
      invalidRequest('Invalid livemode: it is the mode of the key.', { param: 'livemode' }),
    );
  return tenant;
}

/** Whether the caller may see what belongs to this account and mode. */
export const isVisible = (caller: Caller, tenant: Tenant): boolean =>
  caller.kind === 'operator' ||
  (caller.tenant.merchantId === tenant.merchantId && caller.tenant.livemode === tenant.livemode);

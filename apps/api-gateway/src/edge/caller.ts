// Who sent a request, and what it says, once the edge has let it in.
import type { Permissions, Tenant } from '@ledgerway/contracts';
import type { FastifyRequest } from 'fastify';
import type { RouteAccess } from '../auth/permissions.js';
import type { FormObject } from '../form/form-value.js';

export type KeyKind = 'operator' | 'publishable' | 'restricted' | 'secret';

/** What every caller came with. `masked` is how messages name it: `sk_test_****abcd`. */
type Credential = { readonly keyId: string; readonly masked: string };
type Merchant = Credential & { readonly tenant: Tenant };

/** An account in one mode, with a key for everything, for browsers or for what is listed. */
export type MerchantCaller =
  | (Merchant & { readonly kind: 'publishable' })
  | (Merchant & { readonly kind: 'restricted'; readonly permissions: Permissions })
  | (Merchant & { readonly kind: 'secret' });

export type Caller = MerchantCaller | (Credential & { readonly kind: 'operator' });

declare module 'fastify' {
  interface FastifyRequest {
    /** Null on routes that ask for no key. */
    caller: Caller | null;
    /** The parameters of query and body together. */
    form: FormObject;
    /** The version of the API that this request is answered in. */
    apiVersion: string;
  }
  interface FastifyContextConfig {
    /** Who may call a route. Every route says it. */
    access?: RouteAccess;
  }
}

export type ApiRequest = FastifyRequest;

export function callerOf(request: ApiRequest): Caller {
  if (request.caller === null) throw new Error(`No caller on ${request.url}`);
  return request.caller;
}

/** The account and mode of the request's key. Only for routes that admit no operator. */
export function tenantOf(request: ApiRequest): Tenant {
  const caller = callerOf(request);
  if (caller.kind === 'operator') throw new Error(`An operator has no account: ${request.url}`);
  return caller.tenant;
}

// Who sent a request, and what it says, once the edge has let it in.
import { RouteConfig } from '@nestjs/platform-fastify';
import type { Tenant } from '@ledgerway/contracts';
import type { FastifyRequest } from 'fastify';
import type { FormObject } from '../form/form-value.js';

export type KeyKind = 'operator' | 'publishable' | 'secret';

/** `masked` is how messages name the key: its prefix and its last four characters. */
export type Caller =
  | {
      readonly kind: 'publishable' | 'secret';
      readonly keyId: string;
      readonly masked: string;
      readonly tenant: Tenant;
    }
  | { readonly kind: 'operator'; readonly keyId: string; readonly masked: string };

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
    /** The kinds of key that a route takes; none for a public one. Unset: a secret key. */
    access?: readonly KeyKind[];
  }
}

export type ApiRequest = FastifyRequest;

/** The kinds of key that may call this route. Without it: the secret key. */
export const Access = (...access: readonly KeyKind[]) => RouteConfig({ access });

/** For health probes, metrics and the answers to what does not exist. */
export const Public = () => Access();

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

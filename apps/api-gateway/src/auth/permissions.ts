// Who may call a route. Every route of the gateway says what it needs, or that it is public or the
// operator's; one that does not say it stops the start.
import { permits, type Level, type Resource } from '@ledgerway/contracts';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiException } from '../edge/answer.js';
import type { Caller } from '../edge/caller.js';
import { missingPermission, wrongKindOfKey } from './auth-errors.js';

/** What a route asks of its caller. The level follows from the method: GET reads, the rest writes. */
export type RouteAccess =
  | { readonly to: 'everyone' }
  | { readonly to: 'operator' }
  | {
      readonly to: 'permitted';
      readonly resource: Resource;
      /** Browsers may call it too, with the account's publishable key. */
      readonly publishable: boolean;
      /** The operator may call it too. */
      readonly operator: boolean;
    };

const access = (value: RouteAccess) => RouteConfig({ access: value });

/**
 * A secret key may call this route, and whoever holds the permission: `@Needs('charge')`. A
 * publishable or the operator's key may only if it is said: `@Needs('token', { publishable: true })`.
 */
export const Needs = (
  resource: Resource,
  { publishable = false, operator = false }: { publishable?: boolean; operator?: boolean } = {},
) => access({ to: 'permitted', resource, publishable, operator });

/** The operator's key alone may call this route. */
export const OperatorOnly = () => access({ to: 'operator' });

/** No key is asked for: health probes, metrics, and what authenticates its caller by itself. */
export const Public = () => access({ to: 'everyone' });

export const levelOf = (method: string): Level => (method === 'GET' ? 'read' : 'write');

/** @throws ApiException (401 or 403) unless this caller may call a route with this access */
export function requireAccess(caller: Caller, route: RouteAccess, method: string): void {
  if (route.to === 'everyone') return;
  const { kind } = caller;
  if (route.to === 'operator' || kind === 'operator') {
    const admitted = kind === 'operator' && (route.to === 'operator' || route.operator);
    if (!admitted) throw new ApiException(wrongKindOfKey(caller, route));
    return;
  }
  if (kind === 'publishable' && route.publishable) return;
  requirePermission(caller, route.resource, levelOf(method));
}

/**
 * For what a request touches beside its route's own resource, such as the objects it expands.
 *
 * @throws ApiException (403, or 401 for a publishable key) unless this caller has the permission
 */
export function requirePermission(caller: Caller, resource: Resource, level: Level): void {
  if (caller.kind === 'secret' || caller.kind === 'operator') return;
  if (caller.kind === 'publishable') throw new ApiException(wrongKindOfKey(caller));
  if (!permits(caller.permissions, resource, level))
    throw new ApiException(missingPermission(caller, `${resource}_${level}`));
}

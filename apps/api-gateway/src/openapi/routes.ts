// Every route of the controllers, read from what Nest's decorators left on them.
import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import type { RouteAccess } from '../auth/permissions.js';

export type Route = {
  readonly method: string;
  /** With `:names` for its parameters. */
  readonly path: string;
  /** None if the route does not say it; then the gateway does not start. */
  readonly access: RouteAccess | undefined;
  readonly controller: Type;
  /** The name of the method that answers. */
  readonly handler: string;
};

export function routesIn(controller: Type): Route[] {
  const prefixes = [Reflect.getMetadata(PATH_METADATA, controller) as string | string[]].flat();
  const methods = Object.entries(Object.getOwnPropertyDescriptors(controller.prototype as object));
  return methods.flatMap(([handler, { value }]) => {
    const answering = value as object | undefined;
    const method =
      answering && (Reflect.getMetadata(METHOD_METADATA, answering) as RequestMethod | undefined);
    if (answering === undefined || method === undefined) return [];
    const own = Reflect.getMetadata(PATH_METADATA, answering) as string;
    const config = Reflect.getMetadata('__fastify_route_config__', answering) as
      { access?: RouteAccess } | undefined;
    return prefixes.map((prefix) => ({
      method: RequestMethod[method]!,
      path: `/${prefix}/${own}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1'),
      access: config?.access,
      controller,
      handler,
    }));
  });
}

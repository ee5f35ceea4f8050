// Every route of an application with what it asks of its callers, read from its controllers.
import type { Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { routesIn, type Route } from '../openapi/routes.js';

export type { Route } from '../openapi/routes.js';

export function routesOf(app: NestFastifyApplication): Route[] {
  const modules = [...app.get(ModulesContainer).values()];
  const controllers = modules.flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) => routesIn(metatype as Type));
}

// Puts the edge together: Nest for the controllers, Fastify's hooks for what every request goes
// through. The order of the hooks is the order in which a request meets them.
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { NestLogger, type Clock, type Logger } from '@ledgerway/platform';
import type { Registry } from 'prom-client';
import type { Authenticator } from '../auth/authenticator.js';
import { admitCallers } from './admission.js';
import { ApiAdapter } from './api-adapter.js';
import { ErrorAnswers } from './error-answers.js';
import { refuseOtherMethods } from './known-paths.js';
import { readParameters } from './read-parameters.js';
import { logRequests } from './request-log.js';
import { measureRequests } from './request-metrics.js';
import { addResponseHeaders } from './response-headers.js';
import { answerOddRequests, BusySockets } from './socket-errors.js';

export type EdgeOptions = {
  readonly module: DynamicModule | Type;
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly clock: Clock;
};

/** The application with all its routes, not listening yet. */
export async function createEdge(options: EdgeOptions): Promise<NestFastifyApplication> {
  const { logger, registry, clock } = options;
  const busy = new BusySockets();
  const app = await NestFactory.create<NestFastifyApplication>(
    options.module,
    new ApiAdapter(busy),
    { abortOnError: false, bodyParser: false, logger: new NestLogger(logger) },
  );
  app.useGlobalFilters(new ErrorAnswers(logger));
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onRequest', (request, _reply, done) => {
    busy.began(request.raw.socket);
    done();
  });
  server.addHook('onResponse', (request, _reply, done) => {
    busy.ended(request.raw.socket);
    done();
  });
  admitCallers(server, options.authenticator);
  readParameters(server);
  addResponseHeaders(server);
  measureRequests(server, registry);
  logRequests(server, logger, clock);
  const addRefusals = refuseOtherMethods(server);
  await app.init();
  addRefusals();
  answerOddRequests(app.getHttpServer());
  return app;
}

// Puts the edge together: Nest for the controllers, Fastify's hooks for what every request goes
// through. The order of the hooks is the order in which a request meets them.
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { NestLogger, type Clock, type Logger } from '@ledgerway/platform';
import type { Registry } from 'prom-client';
import type { Gatekeeper } from '../auth/gatekeeper.js';
import { limitRates, type RateLimiting } from '../rate-limits/limit-rates.js';
import type { LogQueue } from '../request-log/log-queue.js';
import { recordRequests } from '../request-log/record-requests.js';
import { writeAccessLog } from './access-log.js';
import { admitBrowsers, admitCallers } from './admission.js';
import { ApiAdapter } from './api-adapter.js';
import { ErrorAnswers } from './error-answers.js';
import { refuseOtherMethods } from './known-paths.js';
import { limitHeads } from './limit-heads.js';
import { readParameters } from './read-parameters.js';
import { measureRequests } from './request-metrics.js';
import { addResponseHeaders } from './response-headers.js';
import { answerOddRequests, BusySockets } from './socket-errors.js';

export type EdgeOptions = {
  readonly module: DynamicModule | Type;
  readonly gatekeeper: Pick<Gatekeeper, 'admit'>;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly clock: Clock;
  /** CIDRs of proxies whose `X-Forwarded-For` is believed; none unless told. */
  readonly trustedProxies?: readonly string[];
  /** None: as many requests as there come. */
  readonly rateLimiting?: RateLimiting;
  /** None: requests leave no trace that their accounts can read. */
  readonly requestLog?: LogQueue;
};

/** The application with all its routes, not listening yet. */
export async function createEdge(options: EdgeOptions): Promise<NestFastifyApplication> {
  const { logger, registry, clock } = options;
  const busy = new BusySockets();
  const app = await NestFactory.create<NestFastifyApplication>(
    options.module,
    new ApiAdapter(busy, clock, options.trustedProxies),
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
  limitHeads(server);
  admitCallers(server, options.gatekeeper);
  if (options.rateLimiting !== undefined)
    limitRates(server, { ...options.rateLimiting, clock, registry });
  readParameters(server);
  admitBrowsers(server, options.gatekeeper);
  addResponseHeaders(server);
  measureRequests(server, registry);
  writeAccessLog(server, logger, clock);
  if (options.requestLog !== undefined) recordRequests(server, options.requestLog, registry);
  const addRefusals = refuseOtherMethods(server);
  await app.init();
  addRefusals();
  answerOddRequests(app.getHttpServer());
  return app;
}

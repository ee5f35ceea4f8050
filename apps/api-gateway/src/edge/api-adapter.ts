// Nest on Fastify, set up for this API: our limits, our bodies, our answers.
import type { Clock } from '@ledgerway/platform';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { Answer } from './answer.js';
import { answerFrameworkError } from './error-answers.js';
import {
  headersTimeoutMs,
  keepAliveTimeoutMs,
  maxBodyBytes,
  maxHeaderBytes,
  maxRequestLineBytes,
  requestTimeoutMs,
  timeoutCheckIntervalMs,
} from './limits.js';
import { newRequestId } from './request-id.js';
import { sendAnswer } from './send-answer.js';
import { answerClientError, type BusySockets } from './socket-errors.js';

/** How every server of this process reads HTTP. */
export const httpOptions = {
  connectionsCheckingInterval: timeoutCheckIntervalMs,
  headersTimeout: headersTimeoutMs,
  // Node counts both together; `limitHeads` tells them apart.
  maxHeaderSize: maxRequestLineBytes + maxHeaderBytes,
  requireHostHeader: false, // A missing one is answered by us, in our shape.
};

export class ApiAdapter extends FastifyAdapter {
  /** A caller's address is the socket's, or what a proxy within `trustedProxies` says that it is. */
  constructor(busy: BusySockets, clock: Clock, trustedProxies: readonly string[] = []) {
    super({
      bodyLimit: maxBodyBytes,
      clientErrorHandler: answerClientError(busy),
      exposeHeadRoutes: false,
      frameworkErrors: answerFrameworkError,
      genReqId: () => newRequestId(clock.now()),
      http: httpOptions,
      keepAliveTimeout: keepAliveTimeoutMs,
      requestTimeout: requestTimeoutMs,
      return503OnClosing: false, // It would answer in Fastify's shape; we finish what still comes.
      routerOptions: {
        maxParamLength: maxRequestLineBytes,
        // The text stays as it is: the one parser for forms reads it, where an error has an answer.
        querystringParser: (text: string) => ({ text }),
      },
      skipMiddie: true,
      trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    });
  }

  /** What a controller returns is sent as it is: its status and its exact text. */
  override reply(...[response, body, statusCode]: Parameters<FastifyAdapter['reply']>) {
    if (body instanceof Answer) return sendAnswer(response as FastifyReply, body);
    return super.reply(response, body, statusCode);
  }
}

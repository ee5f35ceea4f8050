// What an account asks of the API is kept for it to look at. Everything here happens when the answer
// is on its way already.
import type { LoggedRequest } from '@ledgerway/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Gauge, type Registry } from 'prom-client';
import type { MerchantCaller } from '../edge/caller.js';
import { timeOfRequestId } from '../edge/request-id.js';
import type { LogQueue } from './log-queue.js';
import { maskedAnswer, maskedParameters, maskedText } from './masking.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The text of the answer, if it was JSON. */
    answerText: string | null;
  }
}

export function recordRequests(server: FastifyInstance, queue: LogQueue, registry: Registry): void {
  measureQueue(queue, registry);
  server.decorateRequest('answerText', null);
  server.addHook('onSend', (request, reply, payload, done) => {
    const type = String(reply.getHeader('content-type'));
    if (typeof payload === 'string' && type.startsWith('application/json'))
      request.answerText = payload;
    done(null, payload);
  });
  server.addHook('onResponse', (request, reply, done) => {
    done();
    const { caller } = request;
    if (caller === null || caller.kind === 'operator') return;
    queue.add(loggedRequest(request, reply, caller));
  });
}

function loggedRequest(
  request: FastifyRequest,
  reply: FastifyReply,
  { tenant, masked }: MerchantCaller,
): LoggedRequest {
  const { url, headers, form, answerText } = request;
  const query = url.indexOf('?');
  const idempotencyKey = headers['idempotency-key'];
  return {
    id: request.id,
    tenant,
    createdAtMs: timeOfRequestId(request.id),
    method: request.method,
    path: maskedText(query < 0 ? url : url.slice(0, query)),
    status: reply.statusCode,
    durationMs: Math.round(reply.elapsedTime * 10) / 10,
    keyLast4: masked.slice(-4),
    idempotencyKey: typeof idempotencyKey === 'string' ? maskedText(idempotencyKey) : null,
    apiVersion: request.apiVersion,
    ip: request.ip,
    requestBody: form === undefined ? null : maskedParameters(form),
    responseBody: keepsAnswer(request, answerText) ? maskedAnswer(answerText) : null,
  };
}

/** What somebody read in this very log is there already. */
const keepsAnswer = ({ routeOptions }: FastifyRequest, text: string | null): text is string =>
  text !== null && routeOptions.url?.startsWith('/v1/request_logs') !== true;

function measureQueue(queue: LogQueue, registry: Registry): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name: `ledgerway_gateway_request_log_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  gauge('queued', 'Requests that wait to be written to the request log.', () => queue.queued);
  gauge('written', 'Requests written to the request log since the start.', () => queue.written);
  gauge('dropped', 'Requests that went unlogged since the start.', () => queue.dropped);
}

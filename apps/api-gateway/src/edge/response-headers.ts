import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { lingerOnClose } from './linger.js';

/** Bodies up to this size are read to their end even if nobody wants them any more. */
const smallBodyBytes = 65_536;

/** The headers that every answer carries, whichever way it came about. */
export function identify(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('Request-Id', request.id);
  if (request.apiVersion) reply.header('Stripe-Version', request.apiVersion);
  const key = request.headers['idempotency-key'];
  if (key !== undefined && key !== '') reply.header('Idempotency-Key', key);
}

export function addResponseHeaders(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    identify(request, reply);
    if (leavesBodyUnread(request)) {
      reply.header('connection', 'close');
      lingerOnClose(request.raw);
    }
    done(null, payload);
  });
}

function leavesBodyUnread({ raw }: FastifyRequest): boolean {
  if (raw.complete) return false;
  const length = raw.headers['content-length'];
  if (length !== undefined) return Number(length) > smallBodyBytes;
  return raw.headers['transfer-encoding'] !== undefined;
}

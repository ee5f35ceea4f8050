import type { FastifyReply } from 'fastify';
import type { Answer } from './answer.js';

export function sendAnswer(reply: FastifyReply, { status, body, headers }: Answer): FastifyReply {
  reply.code(status).headers(headers);
  if (!reply.hasHeader('content-type')) reply.header('content-type', 'application/json');
  return reply.send(body);
}

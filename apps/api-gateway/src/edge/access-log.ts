// The process's own log: one wide line for each request (what merchants see of their requests is in
// `request-log/`). Under load the successes are thinned out, and the next line says
// how many it stands for: a log that slows the gateway down is no help. Failures are always logged.
import type { Clock, Logger } from '@ledgerway/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const maxLinesPerSecond = 50;

export function writeAccessLog(
  server: FastifyInstance,
  log: Pick<Logger, 'info' | 'warn' | 'isLevelEnabled'>,
  clock: Clock,
): void {
  let second = 0;
  let lines = 0;
  let unlogged = 0;
  server.addHook('onResponse', (request, reply, done) => {
    done();
    if (reply.statusCode >= 500) {
      log.warn(wideLine(request, reply), 'request');
      return;
    }
    const now = Math.floor(clock.now() / 1000);
    if (now !== second) {
      second = now;
      lines = 0;
    }
    if (++lines > maxLinesPerSecond || !log.isLevelEnabled('info')) {
      unlogged++;
      return;
    }
    log.info({ ...wideLine(request, reply), ...(unlogged > 0 && { unlogged }) }, 'request');
    unlogged = 0;
  });
}

const wideLine = (request: FastifyRequest, reply: FastifyReply) => ({
  requestId: request.id,
  method: request.method,
  route: request.routeOptions.url ?? 'unknown',
  status: reply.statusCode,
  durationMs: Math.round(reply.elapsedTime * 10) / 10,
  account: accountOf(request),
  livemode: request.caller?.kind === 'operator' ? undefined : request.caller?.tenant.livemode,
  keyId: request.caller?.keyId,
  replayed: reply.hasHeader('idempotent-replayed') || undefined,
  originalRequest: reply.getHeader('original-request'),
});

function accountOf({ caller }: FastifyRequest): string | undefined {
  if (caller === null) return undefined;
  return caller.kind === 'operator' ? 'operator' : caller.tenant.merchantId;
}

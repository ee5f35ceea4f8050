import type { FastifyInstance } from 'fastify';
import { Counter, Histogram, type Registry } from 'prom-client';

const buckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];

type Bound = { readonly count: Counter.Internal; readonly duration: Histogram.Internal<string> };

/** Counts every answer by route and status, and how long it took in seconds. */
export function measureRequests(server: FastifyInstance, registry: Registry): void {
  const labelNames = ['method', 'route', 'status'];
  const requests = new Counter({
    name: 'ledgerway_http_requests_total',
    help: 'Answers of the public API.',
    labelNames,
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'ledgerway_http_request_duration_seconds',
    help: 'From the first byte of a request to the end of its answer.',
    labelNames: ['method', 'route'],
    buckets,
    registers: [registry],
  });
  // Looking labels up costs more than counting, so each combination is looked up once. Routes and
  // statuses are few; a path that is no route counts as one.
  const bound = new Map<string, Bound>();
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const status = String(reply.statusCode);
    const key = `${request.method} ${route} ${status}`;
    let metrics = bound.get(key);
    if (metrics === undefined) {
      const { method } = request;
      metrics = {
        count: requests.labels(method, route, status),
        duration: durations.labels(method, route),
      };
      bound.set(key, metrics);
    }
    metrics.count.inc();
    metrics.duration.observe(reply.elapsedTime / 1000);
    done();
  });
}

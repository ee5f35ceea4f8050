// The private port of a service: what an operator's scraper and orchestrator ask, nobody else.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { HealthRegistry } from '../health/health-registry.js';
import type { Metrics } from './metrics.js';

export type MetricsServerOptions = {
  metrics: Metrics;
  health: HealthRegistry;
  host?: string;
  /** 0 takes a free port. */
  port: number;
};
export type MetricsServer = { port: number; close(): Promise<void> };

/** Serves `GET /metrics`, `/health/live` and `/health/ready`. */
export async function startMetricsServer(options: MetricsServerOptions): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    answer(options, request.url ?? '', response).catch((error: Error) => {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(`${error.message}\n`);
    });
  });
  server.listen(options.port, options.host ?? '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function answer(options: MetricsServerOptions, url: string, response: ServerResponse) {
  const { metrics, health } = options;
  const [path] = url.split('?');
  if (path === '/metrics') {
    const text = await metrics.registry.metrics();
    response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text);
    return;
  }
  const report =
    path === '/health/live'
      ? health.live()
      : path === '/health/ready'
        ? await health.ready()
        : null;
  if (report === null) {
    response.writeHead(404).end();
    return;
  }
  const status = report.status === 'ok' ? 200 : 503;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(report));
}

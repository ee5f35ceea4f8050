// What every service with a process of its own reads and opens in the same way.
import { setting } from '../config/setting.js';
import { startMetricsServer } from '../metrics/metrics-server.js';
import type { ServiceContext } from './run-service.js';

/** For a service's schema: `{ ...serviceSettings({ metricsPort: 4311 }) }`, with its default port. */
export const serviceSettings = (defaults: { metricsPort: number }) => ({
  databaseUrl: setting.url('LEDGERWAY_DATABASE_URL', {
    protocols: ['postgres', 'postgresql'],
    secret: true,
  }),
  brokers: setting.list('LEDGERWAY_KAFKA_BROKERS'),
  partitions: setting.integer('LEDGERWAY_PARTITIONS', { default: 16, min: 1, max: 256 }),
  /** Where queries and metrics are served: to other services and the operator only. */
  privateHost: setting.text('LEDGERWAY_PRIVATE_HOST', { default: '127.0.0.1' }),
  metricsPort: setting.port('LEDGERWAY_METRICS_PORT', { default: defaults.metricsPort }),
});

/** Serves metrics and health on the private port until the process ends. */
export async function servePrivately(
  { privateHost, metricsPort }: { privateHost: string; metricsPort: number },
  { metrics, health, shutdown }: ServiceContext,
): Promise<void> {
  const server = await startMetricsServer({
    metrics,
    health,
    host: privateHost,
    port: metricsPort,
  });
  shutdown.register('metrics', () => server.close());
}

// The reporting service as a process of its own, over Kafka.
import { ServerTCP } from '@nestjs/microservices';
import { KafkaMessageLog } from '@ledgerway/messaging';
import { runService, setting, startMetricsServer } from '@ledgerway/platform';
import { startReporting } from './index.js';

const schema = {
  databaseUrl: setting.url('LEDGERWAY_DATABASE_URL', {
    protocols: ['postgres', 'postgresql'],
    secret: true,
  }),
  brokers: setting.list('LEDGERWAY_KAFKA_BROKERS'),
  partitions: setting.integer('LEDGERWAY_PARTITIONS', { default: 16, min: 1, max: 256 }),
  host: setting.text('LEDGERWAY_PRIVATE_HOST', { default: '127.0.0.1' }),
  queryPort: setting.port('LEDGERWAY_QUERY_PORT', { default: 4302 }),
  metricsPort: setting.port('LEDGERWAY_METRICS_PORT', { default: 4312 }),
};

await runService('reporting', schema, async (config, context) => {
  const { logger, metrics, health, shutdown, instance } = context;
  const log = new KafkaMessageLog({ brokers: config.brokers, clientId: instance, logger });
  shutdown.register('message log', () => log.close());
  const server = await startMetricsServer({
    metrics,
    health,
    host: config.host,
    port: config.metricsPort,
  });
  shutdown.register('metrics', () => server.close());
  const reporting = await startReporting({
    ...context,
    log,
    onStall: (error) => void shutdown.crash('reporting', error),
    databaseUrl: config.databaseUrl,
    partitions: config.partitions,
    queries: new ServerTCP({ host: config.host, port: config.queryPort }),
    registry: metrics.registry,
  });
  shutdown.register('reporting', () => reporting.stop());
  logger.info({ queryPort: config.queryPort }, 'reporting is ready');
});

// The payments service as a process of its own, over Kafka.
import { ServerTCP } from '@nestjs/microservices';
import { openSandbox } from '@ledgerway/connectors';
import { KafkaMessageLog } from '@ledgerway/messaging';
import { runService, setting, startMetricsServer } from '@ledgerway/platform';
import { startPayments } from './service.js';

const schema = {
  databaseUrl: setting.url('LEDGERWAY_DATABASE_URL', {
    protocols: ['postgres', 'postgresql'],
    secret: true,
  }),
  brokers: setting.list('LEDGERWAY_KAFKA_BROKERS'),
  partitions: setting.integer('LEDGERWAY_PARTITIONS', { default: 16, min: 1, max: 256 }),
  host: setting.text('LEDGERWAY_PRIVATE_HOST', { default: '127.0.0.1' }),
  queryPort: setting.port('LEDGERWAY_QUERY_PORT', { default: 4301 }),
  metricsPort: setting.port('LEDGERWAY_METRICS_PORT', { default: 4311 }),
};

await runService('payments', schema, async (config, context) => {
  const { logger, metrics, health, shutdown, clock } = context;
  const log = new KafkaMessageLog({ brokers: config.brokers, clientId: context.instance, logger });
  shutdown.register('message log', () => log.close());
  const sandbox = openSandbox({ databaseUrl: config.databaseUrl, clock });
  shutdown.register('sandbox acquirer', () => sandbox.close());
  const server = await startMetricsServer({
    metrics,
    health,
    host: config.host,
    port: config.metricsPort,
  });
  shutdown.register('metrics', () => server.close());
  const payments = await startPayments({
    ...context,
    log,
    onStall: (error) => void shutdown.crash('payments', error),
    databaseUrl: config.databaseUrl,
    partitions: config.partitions,
    sandbox,
    queries: new ServerTCP({ host: config.host, port: config.queryPort }),
    registry: metrics.registry,
  });
  shutdown.register('payments', () => payments.stop());
  logger.info({ queryPort: config.queryPort }, 'payments is ready');
});

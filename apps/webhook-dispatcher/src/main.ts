// The webhook dispatcher as a process of its own, over Kafka.
import { ClientTCP, ServerTCP } from '@nestjs/microservices';
import { KafkaMessageLog } from '@ledgerway/messaging';
import {
  deriveKey,
  masterKeySettings,
  readMasterKey,
  runService,
  setting,
  startMetricsServer,
} from '@ledgerway/platform';
import { eventRecordsFrom, startWebhookDispatcher } from './index.js';

const schema = {
  ...masterKeySettings,
  databaseUrl: setting.url('LEDGERWAY_DATABASE_URL', {
    protocols: ['postgres', 'postgresql'],
    secret: true,
  }),
  brokers: setting.list('LEDGERWAY_KAFKA_BROKERS'),
  partitions: setting.integer('LEDGERWAY_PARTITIONS', { default: 16, min: 1, max: 256 }),
  host: setting.text('LEDGERWAY_PRIVATE_HOST', { default: '127.0.0.1' }),
  queryPort: setting.port('LEDGERWAY_QUERY_PORT', { default: 4303 }),
  metricsPort: setting.port('LEDGERWAY_METRICS_PORT', { default: 4313 }),
  payments: setting.address('LEDGERWAY_PAYMENTS_ADDRESS', {
    default: { host: '127.0.0.1', port: 4301 },
  }),
  allow: setting.cidrs('LEDGERWAY_WEBHOOK_ALLOW', { default: [] as readonly string[] }),
  retryScale: setting.number('LEDGERWAY_RETRY_SCALE', { default: 1, min: 0.001, max: 1_000_000 }),
};

await runService('webhook-dispatcher', schema, async (config, context) => {
  const { logger, metrics, health, shutdown, instance } = context;
  const masterKey = readMasterKey(config);
  const log = new KafkaMessageLog({ brokers: config.brokers, clientId: instance, logger });
  shutdown.register('message log', () => log.close());
  const server = await startMetricsServer({
    metrics,
    health,
    host: config.host,
    port: config.metricsPort,
  });
  shutdown.register('metrics', () => server.close());
  const payments = new ClientTCP(config.payments);
  shutdown.register('payments queries', () => payments.close());
  const dispatcher = await startWebhookDispatcher({
    ...context,
    log,
    onStall: (error) => void shutdown.crash('webhook-dispatcher', error),
    databaseUrl: config.databaseUrl,
    partitions: config.partitions,
    queries: new ServerTCP({ host: config.host, port: config.queryPort }),
    registry: metrics.registry,
    secretKey: deriveKey(masterKey, 'webhook-secrets'),
    allow: config.allow,
    retryScale: config.retryScale,
    backfill: eventRecordsFrom(payments),
  });
  shutdown.register('webhook-dispatcher', () => dispatcher.stop());
  logger.info({ queryPort: config.queryPort }, 'webhook-dispatcher is ready');
});

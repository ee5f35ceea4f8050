// The webhook dispatcher as a process of its own, over Kafka.
import { ClientTCP, ServerTCP } from '@nestjs/microservices';
import { KafkaMessageLog } from '@ledgerway/messaging';
import {
  deriveKey,
  masterKeySettings,
  readMasterKey,
  runService,
  servePrivately,
  serviceSettings,
  setting,
} from '@ledgerway/platform';
import { eventRecordsFrom } from './ingest/event-records.js';
import { startWebhookDispatcher } from './service.js';

const schema = {
  ...serviceSettings({ metricsPort: 4313 }),
  ...masterKeySettings,
  queryPort: setting.port('LEDGERWAY_QUERY_PORT', { default: 4303 }),
  payments: setting.address('LEDGERWAY_PAYMENTS_ADDRESS', {
    default: { host: '127.0.0.1', port: 4301 },
  }),
  allow: setting.cidrs('LEDGERWAY_WEBHOOK_ALLOW', { default: [] as readonly string[] }),
  retryScale: setting.number('LEDGERWAY_RETRY_SCALE', { default: 1, min: 0.001, max: 1_000_000 }),
  historyDays: setting.integer('LEDGERWAY_WEBHOOK_HISTORY_DAYS', {
    default: 30,
    min: 1,
    max: 3_650,
  }),
};

await runService('webhook-dispatcher', schema, async (config, context) => {
  const { logger, metrics, shutdown, instance } = context;
  const { databaseUrl, brokers, partitions, allow, retryScale, historyDays } = config;
  const masterKey = readMasterKey(config);
  const log = new KafkaMessageLog({ brokers, clientId: instance, logger });
  shutdown.register('message log', () => log.close());
  await servePrivately(config, context);
  const payments = new ClientTCP(config.payments);
  shutdown.register('payments queries', () => payments.close());
  const dispatcher = await startWebhookDispatcher({
    ...context,
    log,
    databaseUrl,
    partitions,
    allow,
    retryScale,
    historyDays,
    queries: new ServerTCP({ host: config.privateHost, port: config.queryPort }),
    registry: metrics.registry,
    secretKey: deriveKey(masterKey, 'webhook-secrets'),
    backfill: eventRecordsFrom(payments),
    onStall: (error) => void shutdown.crash('webhook-dispatcher', error),
  });
  shutdown.register('webhook-dispatcher', () => dispatcher.stop());
  logger.info({ queryPort: config.queryPort }, 'webhook-dispatcher is ready');
});

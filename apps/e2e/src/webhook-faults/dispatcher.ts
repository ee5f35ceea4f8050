// The webhook dispatcher as a process that a campaign may kill: the service as it is shipped, on the
// message log that it is told. With it goes the campaign: whoever is orphaned ends.
import { ClientTCP, ServerTCP } from '@nestjs/microservices';
import { KafkaMessageLog, PostgresMessageLog } from '@ledgerway/messaging';
import {
  deriveKey,
  masterKeySettings,
  migrate,
  readMasterKey,
  runService,
  setting,
} from '@ledgerway/platform';
import {
  eventRecordsFrom,
  startWebhookDispatcher,
  webhooksDatabase,
} from '@ledgerway/webhook-dispatcher';

const schema = {
  ...masterKeySettings,
  databaseUrl: setting.url('LEDGERWAY_DATABASE_URL', {
    protocols: ['postgres', 'postgresql'],
    secret: true,
  }),
  /** None: the log is in the database. */
  brokers: setting.list('LEDGERWAY_KAFKA_BROKERS'),
  partitions: setting.integer('LEDGERWAY_PARTITIONS', { min: 1, max: 256 }),
  payments: setting.address('LEDGERWAY_PAYMENTS_ADDRESS'),
  queryPort: setting.port('LEDGERWAY_QUERY_PORT'),
  allow: setting.cidrs('LEDGERWAY_WEBHOOK_ALLOW'),
  retryScale: setting.number('LEDGERWAY_RETRY_SCALE', { min: 0.001, max: 1_000_000 }),
};

process.once('disconnect', () => process.exit(1));

await runService('webhook-dispatcher', schema, async (config, context) => {
  const { databaseUrl: url, brokers, partitions, allow, retryScale } = config;
  const { logger, metrics, shutdown, instance } = context;
  await migrate({ url, ...webhooksDatabase });
  const log =
    brokers.length > 0
      ? new KafkaMessageLog({ brokers, clientId: instance, logger })
      : new PostgresMessageLog({ url, logger });
  shutdown.register('message log', () => log.close());
  const payments = new ClientTCP(config.payments);
  shutdown.register('payments queries', () => payments.close());
  const dispatcher = await startWebhookDispatcher({
    ...context,
    log,
    partitions,
    allow,
    retryScale,
    databaseUrl: url,
    queries: new ServerTCP({ host: '127.0.0.1', port: config.queryPort }),
    registry: metrics.registry,
    secretKey: deriveKey(readMasterKey(config), 'webhook-secrets'),
    backfill: eventRecordsFrom(payments),
    onStall: (error) => void shutdown.crash('webhook-dispatcher', error),
  });
  shutdown.register('webhook-dispatcher', () => dispatcher.stop());
  process.send?.('ready');
});

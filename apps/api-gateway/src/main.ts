// The public edge as a process of its own, over Kafka.
import { ClientTCP } from '@nestjs/microservices';
import { KafkaMessageLog } from '@ledgerway/messaging';
import {
  masterKeySettings,
  readMasterKey,
  runService,
  setting,
  startMetricsServer,
} from '@ledgerway/platform';
import { startApiGateway } from './index.js';

const address = (variable: string, port: number) =>
  setting.address(variable, { default: { host: '127.0.0.1', port } });

const schema = {
  ...masterKeySettings,
  databaseUrl: setting.url('LEDGERWAY_DATABASE_URL', {
    protocols: ['postgres', 'postgresql'],
    secret: true,
  }),
  brokers: setting.list('LEDGERWAY_KAFKA_BROKERS'),
  partitions: setting.integer('LEDGERWAY_PARTITIONS', { default: 16, min: 1, max: 256 }),
  host: setting.text('LEDGERWAY_HOST', { default: '127.0.0.1' }),
  port: setting.port('LEDGERWAY_PORT', { default: 4242 }),
  privateHost: setting.text('LEDGERWAY_PRIVATE_HOST', { default: '127.0.0.1' }),
  metricsPort: setting.port('LEDGERWAY_METRICS_PORT', { default: 4314 }),
  payments: address('LEDGERWAY_PAYMENTS_ADDRESS', 4301),
  reporting: address('LEDGERWAY_REPORTING_ADDRESS', 4302),
  webhooks: address('LEDGERWAY_WEBHOOKS_ADDRESS', 4303),
};

await runService('api-gateway', schema, async (config, context) => {
  const { logger, metrics, health, shutdown, clock, instance } = context;
  const log = new KafkaMessageLog({ brokers: config.brokers, clientId: instance, logger });
  shutdown.register('message log', () => log.close());
  const server = await startMetricsServer({
    metrics,
    health,
    host: config.privateHost,
    port: config.metricsPort,
  });
  shutdown.register('metrics', () => server.close());
  const clients = {
    payments: new ClientTCP(config.payments),
    reporting: new ClientTCP(config.reporting),
    webhooks: new ClientTCP(config.webhooks),
  };
  shutdown.register('queries', () => {
    for (const client of Object.values(clients)) client.close();
  });
  const gateway = await startApiGateway({
    ...clients,
    log,
    databaseUrl: config.databaseUrl,
    partitions: config.partitions,
    host: config.host,
    port: config.port,
    masterKey: readMasterKey(config),
    logger,
    registry: metrics.registry,
    health,
    clock,
    instance,
  });
  shutdown.register('api-gateway', () => gateway.stop(), { deadlineMs: 20_000 });
  logger.info({ port: gateway.port }, 'api-gateway is ready');
});

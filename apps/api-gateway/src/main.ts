// The public edge as a process of its own, over Kafka.
import { ClientTCP } from '@nestjs/microservices';
import { KafkaMessageLog } from '@ledgerway/messaging';
import {
  masterKeySettings,
  readMasterKey,
  runService,
  servePrivately,
  serviceSettings,
  setting,
} from '@ledgerway/platform';
import { startApiGateway } from './gateway.js';

const address = (variable: string, port: number) =>
  setting.address(variable, { default: { host: '127.0.0.1', port } });

const schema = {
  ...serviceSettings({ metricsPort: 4314 }),
  ...masterKeySettings,
  host: setting.text('LEDGERWAY_HOST', { default: '127.0.0.1' }),
  port: setting.port('LEDGERWAY_PORT', { default: 4242 }),
  payments: address('LEDGERWAY_PAYMENTS_ADDRESS', 4301),
  reporting: address('LEDGERWAY_REPORTING_ADDRESS', 4302),
  webhooks: address('LEDGERWAY_WEBHOOKS_ADDRESS', 4303),
};

await runService('api-gateway', schema, async (config, context) => {
  const { logger, metrics, health, shutdown, clock, instance } = context;
  const { databaseUrl, brokers, partitions, host, port } = config;
  const masterKey = readMasterKey(config);
  const log = new KafkaMessageLog({ brokers, clientId: instance, logger });
  shutdown.register('message log', () => log.close());
  await servePrivately(config, context);
  const clients = {
    payments: new ClientTCP(config.payments),
    reporting: new ClientTCP(config.reporting),
    webhooks: new ClientTCP(config.webhooks),
  };
  shutdown.register('queries', () => {
    for (const client of Object.values(clients)) client.close();
  });
  const registry = metrics.registry; // Served on the private port, so not on the public one.
  const common = { logger, registry, health, clock, instance };
  const gateway = await startApiGateway({
    ...clients,
    ...common,
    log,
    databaseUrl,
    partitions,
    host,
    port,
    masterKey,
  });
  shutdown.register('api-gateway', () => gateway.stop(), { deadlineMs: 20_000 });
  logger.info({ port: gateway.port }, 'api-gateway is ready');
});

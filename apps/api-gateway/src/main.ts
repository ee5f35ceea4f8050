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
import { publicUrlFrom, publicUrlSettings } from './public-url.js';
import { requestOptionsFrom, requestSettings } from './request-settings.js';
import { tlsOptionsFrom, tlsSettings } from './tls/tls-settings.js';

const address = (variable: string, port: number) =>
  setting.address(variable, { default: { host: '127.0.0.1', port } });

const schema = {
  ...serviceSettings({ metricsPort: 4314 }),
  ...masterKeySettings,
  host: setting.text('LEDGERWAY_HOST', { default: '127.0.0.1' }),
  port: setting.port('LEDGERWAY_PORT', { default: 4242 }),
  trustedProxies: setting.cidrs('LEDGERWAY_TRUSTED_PROXIES', { default: [] as readonly string[] }),
  ...publicUrlSettings,
  ...tlsSettings,
  ...requestSettings,
  payments: address('LEDGERWAY_PAYMENTS_ADDRESS', 4301),
  reporting: address('LEDGERWAY_REPORTING_ADDRESS', 4302),
  vault: address('LEDGERWAY_VAULT_ADDRESS', 4305),
  webhooks: address('LEDGERWAY_WEBHOOKS_ADDRESS', 4303),
};

await runService('api-gateway', schema, async (config, context) => {
  const { logger, metrics, health, shutdown, clock, instance } = context;
  const { databaseUrl, brokers, partitions, host, port } = config;
  const masterKey = readMasterKey(config);
  const tls = tlsOptionsFrom(config);
  const log = new KafkaMessageLog({ brokers, clientId: instance, logger });
  shutdown.register('message log', () => log.close());
  await servePrivately(config, context);
  const clients = {
    payments: new ClientTCP(config.payments),
    reporting: new ClientTCP(config.reporting),
    vault: new ClientTCP(config.vault),
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
    ...requestOptionsFrom(config),
    ...publicUrlFrom(config),
    log,
    databaseUrl,
    partitions,
    host,
    port,
    masterKey,
    trustedProxies: config.trustedProxies,
    ...(tls !== undefined && { tls }),
  });
  shutdown.register('api-gateway', () => gateway.stop(), { deadlineMs: 20_000 });
  logger.info({ port: gateway.port, tlsPort: gateway.tlsPort }, 'api-gateway is ready');
});

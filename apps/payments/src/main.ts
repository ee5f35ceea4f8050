// The payments service as a process of its own, over Kafka.
import { ClientTCP, ServerTCP } from '@nestjs/microservices';
import { openSandbox } from '@ledgerway/connectors';
import { KafkaMessageLog } from '@ledgerway/messaging';
import {
  masterKeySettings,
  readMasterKey,
  runService,
  servePrivately,
  serviceSettings,
  setting,
} from '@ledgerway/platform';
import { vaultCards } from './acquirer/vault-cards.js';
import { startPayments } from './service.js';

const schema = {
  ...serviceSettings({ metricsPort: 4311 }),
  ...masterKeySettings,
  queryPort: setting.port('LEDGERWAY_QUERY_PORT', { default: 4301 }),
  sealsDirectory: setting.text('LEDGERWAY_SEALS', { default: '.ledgerway/seals' }),
  vault: setting.address('LEDGERWAY_VAULT_ADDRESS', {
    default: { host: '127.0.0.1', port: 4305 },
  }),
};

await runService('payments', schema, async (config, context) => {
  const { logger, metrics, shutdown, clock, instance } = context;
  const { databaseUrl, brokers, partitions } = config;
  const log = new KafkaMessageLog({ brokers, clientId: instance, logger });
  shutdown.register('message log', () => log.close());
  const vault = new ClientTCP(config.vault);
  shutdown.register('vault queries', () => vault.close());
  const masterKey = readMasterKey(config);
  const cards = vaultCards(vault, masterKey);
  const sandbox = openSandbox({ databaseUrl, clock, cards });
  shutdown.register('sandbox acquirer', () => sandbox.close());
  await servePrivately(config, context);
  const payments = await startPayments({
    ...context,
    log,
    databaseUrl,
    partitions,
    sandbox,
    sealsDirectory: config.sealsDirectory,
    masterKey,
    queries: new ServerTCP({ host: config.privateHost, port: config.queryPort }),
    registry: metrics.registry,
    onStall: (error) => void shutdown.crash('payments', error),
  });
  shutdown.register('payments', () => payments.stop());
  logger.info({ queryPort: config.queryPort }, 'payments is ready');
});

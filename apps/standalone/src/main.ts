// `npm start`: every service in one process, on an embedded PostgreSQL, without Kafka or Docker.
import { join } from 'node:path';
import {
  publicUrlFrom,
  requestOptionsFrom,
  startApiGateway,
  tlsOptionsFrom,
} from '@ledgerway/api-gateway';
import { openSandbox } from '@ledgerway/connectors';
import { KafkaMessageLog, PostgresMessageLog, type MessageLog } from '@ledgerway/messaging';
import { startPayments, vaultCards } from '@ledgerway/payments';
import {
  deriveKey,
  InProcessChannel,
  InProcessClient,
  InProcessServer,
  runService,
  type ServiceContext,
} from '@ledgerway/platform';
import { startReporting } from '@ledgerway/reporting';
import { startVault } from '@ledgerway/vault';
import { eventRecordsFrom, startWebhookDispatcher } from '@ledgerway/webhook-dispatcher';
import { configuration, loopback } from './configuration.js';
import {
  openDataDirectory,
  sealsDirectory,
  vaultKeysFile,
  writePrivately,
} from './installation/data-directory.js';
import { createTopics, keepCredentials, prepareDatabase } from './installation/installation.js';
import { basesOf, keepTlsFiles } from './installation/tls-files.js';
import { openDatabase } from './processes/database.js';

await runService('ledgerway', configuration, async (config, context) => {
  const { logger, health, shutdown, clock, metrics } = context;
  const directory = openDataDirectory(config.data);
  const { config: tlsConfig, trust } = await keepTlsFiles(config, directory.path, clock.now());
  const tls = tlsOptionsFrom(tlsConfig);
  const writeProcesses = () =>
    writePrivately(join(directory.path, 'processes.json'), {
      standalone: process.pid,
      ...(database.pid === undefined ? {} : { database: database.pid }),
    });
  const database = await openDatabase({
    url: config.databaseUrl,
    dataDirectory: directory.path,
    logger,
    shutdown,
    onRestart: () => writeProcesses(),
  });
  writeProcesses();
  writePrivately(join(directory.path, 'connections.json'), {
    ...(config.databaseUrl === undefined ? { databaseUrl: database.url } : {}),
    brokers: config.brokers,
  });
  const partitions = await prepareDatabase(database.url, config.partitions);
  const log = openLog(config.brokers, database.url, context);
  shutdown.register('message log', () => log.close());
  await createTopics(log, partitions);

  const credentials = await keepCredentials(directory, database.url, basesOf(config, trust));
  const channels = {
    payments: new InProcessChannel('payments'),
    reporting: new InProcessChannel('reporting'),
    vault: new InProcessChannel('vault'),
    webhooks: new InProcessChannel('webhooks'),
  };
  const common = {
    ...context,
    log,
    onStall: (error: Error) => void shutdown.crash('message log', error),
    databaseUrl: database.url,
    partitions,
    registry: metrics.registry,
  };
  const vault = await startVault({
    ...common,
    queries: new InProcessServer(channels.vault),
    masterKey: directory.masterKey,
    vaultKeysFile: vaultKeysFile(directory.path),
  });
  shutdown.register('vault', () => vault.stop());
  const cards = vaultCards(new InProcessClient(channels.vault), directory.masterKey);
  const sandbox = openSandbox({ databaseUrl: database.url, clock, cards });
  shutdown.register('sandbox acquirer', () => sandbox.close());
  const payments = await startPayments({
    ...common,
    sandbox,
    sealsDirectory: config.seals ?? sealsDirectory(directory.path),
    masterKey: directory.masterKey,
    queries: new InProcessServer(channels.payments),
  });
  shutdown.register('payments', () => payments.stop());
  const dispatcher = await startWebhookDispatcher({
    ...common,
    queries: new InProcessServer(channels.webhooks),
    secretKey: deriveKey(directory.masterKey, 'webhook-secrets'),
    allow: config.webhookAllow ?? loopback,
    retryScale: config.retryScale,
    historyDays: config.webhookHistoryDays,
    backfill: eventRecordsFrom(new InProcessClient(channels.payments)),
  });
  shutdown.register('webhook-dispatcher', () => dispatcher.stop());
  const reporting = await startReporting({
    ...common,
    queries: new InProcessServer(channels.reporting),
  });
  shutdown.register('reporting', () => reporting.stop());
  const gateway = await startApiGateway({
    ...common,
    host: config.host,
    port: config.port,
    trustedProxies: config.trustedProxies,
    ...requestOptionsFrom(config),
    ...publicUrlFrom(config),
    ...(tls !== undefined && { tls }),
    masterKey: directory.masterKey,
    payments: new InProcessClient(channels.payments),
    reporting: new InProcessClient(channels.reporting),
    vault: new InProcessClient(channels.vault),
    webhooks: new InProcessClient(channels.webhooks),
    metrics,
  });
  shutdown.register('api-gateway', () => gateway.stop());
  shutdown.register('readiness', () => health.drain());
  await untilReady(context);
  logger.warn('live mode runs on the sandbox acquirer too: no money moves');
  process.stdout.write(`Ledgerway is ready at ${credentials.api_base}\n`);
});

function openLog(
  brokers: readonly string[],
  url: string,
  { instance, logger }: ServiceContext,
): MessageLog {
  return brokers.length > 0
    ? new KafkaMessageLog({ brokers, clientId: instance, logger })
    : new PostgresMessageLog({ url, logger });
}

async function untilReady({ health, shutdown }: ServiceContext): Promise<void> {
  while (!shutdown.stopping && (await health.ready()).status !== 'ok')
    await new Promise((resume) => setTimeout(resume, 25));
}

// The reporting service as a process of its own, over Kafka.
import { ServerTCP } from '@nestjs/microservices';
import { KafkaMessageLog } from '@ledgerway/messaging';
import { runService, servePrivately, serviceSettings, setting } from '@ledgerway/platform';
import { startReporting } from './service.js';

const schema = {
  ...serviceSettings({ metricsPort: 4312 }),
  queryPort: setting.port('LEDGERWAY_QUERY_PORT', { default: 4302 }),
};

await runService('reporting', schema, async (config, context) => {
  const { logger, metrics, shutdown, instance } = context;
  const { databaseUrl, brokers, partitions } = config;
  const log = new KafkaMessageLog({ brokers, clientId: instance, logger });
  shutdown.register('message log', () => log.close());
  await servePrivately(config, context);
  const reporting = await startReporting({
    ...context,
    log,
    databaseUrl,
    partitions,
    queries: new ServerTCP({ host: config.privateHost, port: config.queryPort }),
    registry: metrics.registry,
    onStall: (error) => void shutdown.crash('reporting', error),
  });
  shutdown.register('reporting', () => reporting.stop());
  logger.info({ queryPort: config.queryPort }, 'reporting is ready');
});

// Prepares a distributed installation and ends: schemas, topics, the first account. Run it before
// the services start, and again before each upgrade; it changes nothing that is there already.
import { KafkaMessageLog } from '@ledgerway/messaging';
import { masterKeySettings, readMasterKey, runService, setting } from '@ledgerway/platform';
import { createTopics, keepCredentials, prepareDatabase } from './installation/installation.js';

const schema = {
  ...masterKeySettings,
  databaseUrl: setting.url('LEDGERWAY_DATABASE_URL', {
    protocols: ['postgres', 'postgresql'],
    secret: true,
  }),
  brokers: setting.list('LEDGERWAY_KAFKA_BROKERS'),
  partitions: setting.integer('LEDGERWAY_PARTITIONS', { min: 1, max: 256, optional: true }),
  /** Where `credentials.json` goes. */
  data: setting.text('LEDGERWAY_DATA', { default: '.ledgerway' }),
  apiBase: setting.url('LEDGERWAY_API_BASE', { default: 'http://127.0.0.1:4242' }),
};

await runService('provision', schema, async (config, { logger, shutdown, instance }) => {
  const masterKey = readMasterKey(config);
  const partitions = await prepareDatabase(config.databaseUrl, config.partitions);
  const log = new KafkaMessageLog({ brokers: config.brokers, clientId: instance, logger });
  shutdown.register('message log', () => log.close());
  await createTopics(log, partitions);
  const directory = { path: config.data, masterKey };
  const { account } = await keepCredentials(directory, config.databaseUrl, {
    api_base: config.apiBase,
  });
  logger.info({ partitions, account }, 'the installation is prepared');
  await shutdown.stop('done');
});

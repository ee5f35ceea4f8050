// `npm run services`: one process per service over Kafka, each started again when it dies. The
// broker and the database are the operator's, or our own, kept running in the same way.
import { join } from 'node:path';
import { tlsOptionsFrom } from '@ledgerway/api-gateway';
import { KafkaMessageLog } from '@ledgerway/messaging';
import { runService } from '@ledgerway/platform';
import { configuration } from './configuration.js';
import {
  masterKeyFile,
  openDataDirectory,
  sealsDirectory,
  vaultKeysFile,
  writePrivately,
} from './installation/data-directory.js';
import { createTopics, keepCredentials, prepareDatabase } from './installation/installation.js';
import { basesOf, keepTlsFiles } from './installation/tls-files.js';
import { openBroker } from './processes/broker.js';
import { openDatabase } from './processes/database.js';
import { freePorts } from './processes/free-ports.js';
import { serviceEnvironments } from './processes/service-environments.js';
import { SupervisedProcess } from './processes/supervised-process.js';
import { untilAnswering } from './processes/until-answering.js';

await runService(
  'services',
  configuration,
  async (given, { logger, shutdown, instance, clock }) => {
    const directory = openDataDirectory(given.data);
    const { config, trust } = await keepTlsFiles(given, directory.path, clock.now());
    tlsOptionsFrom(config); // A mistake in it is found before anything is started.
    const processes: { readonly name: string; readonly pid: number | undefined }[] = [];
    const writeProcesses = () => {
      const running = processes.filter(({ pid }) => pid !== undefined);
      const pids = Object.fromEntries(running.map(({ name, pid }) => [name, pid])) as object;
      writePrivately(join(directory.path, 'processes.json'), pids);
    };
    const server = { dataDirectory: directory.path, logger, shutdown, onRestart: writeProcesses };
    const database = await openDatabase({ ...server, url: config.databaseUrl });
    processes.push(database);
    const broker = await openBroker({ ...server, brokers: config.brokers });
    processes.push(broker);
    writePrivately(join(directory.path, 'connections.json'), {
      ...(config.databaseUrl === undefined ? { databaseUrl: database.url } : {}),
      brokers: broker.brokers,
    });

    const partitions = await prepareDatabase(database.url, config.partitions);
    const log = new KafkaMessageLog({ brokers: broker.brokers, clientId: instance, logger });
    await createTopics(log, partitions);
    await log.close();
    const bases = basesOf(config, trust);
    await keepCredentials(directory, database.url, bases);

    const environments = serviceEnvironments({
      config,
      partitions,
      databaseUrl: database.url,
      brokers: broker.brokers,
      masterKeyFile: masterKeyFile(directory.path),
      vaultKeysFile: vaultKeysFile(directory.path),
      sealsDirectory: config.seals ?? sealsDirectory(directory.path),
      ports: await freePorts(9),
    });
    for (const { name, env } of environments) {
      const script = join(import.meta.dirname, `../../${name}/dist/main.js`);
      const supervised = new SupervisedProcess({
        name,
        script,
        env,
        logger,
        onStarted: writeProcesses,
      });
      processes.push(supervised);
      shutdown.register(name, () => supervised.stop(), { deadlineMs: 20_000 });
      supervised.start();
    }
    await untilAnswering(`${bases.api_base}/health/ready`, shutdown);
    logger.warn('live mode runs on the sandbox acquirer too: no money moves');
    process.stdout.write(`Ledgerway is ready at ${bases.api_base}\n`);
  },
);

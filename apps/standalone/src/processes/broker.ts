// The Kafka broker of `npm run services`: the operator's, or one of our own, kept running.
import { join } from 'node:path';
import { startKafkaBroker, type Logger, type Shutdown } from '@ledgerway/platform';
import { keepRunning } from './keep-running.js';

export type RunningBroker = {
  readonly name: 'broker';
  readonly brokers: readonly string[];
  /** Of our own broker's current process; none for an operator's. */
  readonly pid: number | undefined;
};

type Options = {
  readonly brokers: readonly string[];
  readonly dataDirectory: string;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
  readonly onRestart: () => void;
};

export async function openBroker(options: Options): Promise<RunningBroker> {
  if (options.brokers.length > 0)
    return { name: 'broker', brokers: options.brokers, pid: undefined };
  const { logger, shutdown, dataDirectory, onRestart } = options;
  const broker = await startKafkaBroker({
    dataDir: join(dataDirectory, 'kafka'),
    log: (line) => logger.debug({ line }, 'kafka'),
  });
  shutdown.register('broker', () => broker.stop(), { deadlineMs: 30_000 });
  let { pid } = broker; // Kept, since the broker has none while it is started again.
  const noteRestart = () => {
    ({ pid } = broker);
    onRestart();
  };
  void keepRunning(broker, { name: 'broker', logger, shutdown, onRestart: noteRestart });
  return {
    name: 'broker',
    brokers: broker.brokers,
    get pid() {
      return pid;
    },
  };
}

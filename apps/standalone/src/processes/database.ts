// The installation's PostgreSQL: the embedded one, kept running, or the one the operator names.
import { startPostgres, type Logger, type Shutdown } from '@ledgerway/platform';
import { keepRunning } from './keep-running.js';

export type RunningDatabase = {
  readonly name: 'database';
  readonly url: string;
  /** Of the embedded server's current process; none for an operator's own. */
  readonly pid: number | undefined;
};

type Options = {
  readonly url: string | undefined;
  readonly dataDirectory: string;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
  readonly onRestart?: () => void;
};

export async function openDatabase(options: Options): Promise<RunningDatabase> {
  if (options.url !== undefined) return { name: 'database', url: options.url, pid: undefined };
  const { logger, shutdown, dataDirectory, onRestart } = options;
  const postgres = await startPostgres({
    dataDir: dataDirectory,
    log: (line) => logger.debug({ line }, 'postgres'),
  });
  shutdown.register('database', () => postgres.stop(), { deadlineMs: 30_000 });
  void keepRunning(postgres, { name: 'database', logger, shutdown, onRestart });
  return {
    name: 'database',
    url: postgres.url,
    get pid() {
      return postgres.pid;
    },
  };
}

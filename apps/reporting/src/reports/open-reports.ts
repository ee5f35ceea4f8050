// What a process of the service needs to make reports, for as long as it runs.
import type { MessageLog } from '@ledgerway/messaging';
import { createDatabase, type AccountClocks, type Clock, type Logger } from '@ledgerway/platform';
import { role, schema } from '../migrations/schema.js';
import { ReportRuns } from './report-runs.js';
import { ReportWorker } from './report-worker.js';

export type OpenReportsOptions = {
  readonly databaseUrl: string;
  readonly log: Pick<MessageLog, 'publish'>;
  readonly partitions: number;
  readonly clocks: AccountClocks;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly applicationName: string;
};

const lookForRunsEveryMs = 1_000;
/** Of one statement: the first rows of a long report may take a sort. */
const statementTimeoutMs = 5 * 60_000;

/** The caller starts the worker. */
export function openReports(options: OpenReportsOptions) {
  const { databaseUrl: url, logger, clocks, clock, log, partitions } = options;
  const database = createDatabase({
    url,
    schema,
    role,
    applicationName: `${options.applicationName} reports`,
    statementTimeoutMs,
    log: logger,
  });
  const runs = new ReportRuns(database);
  const worker = new ReportWorker({
    ...{ runs, database, log, partitions, clocks, clock, logger },
    everyMs: lookForRunsEveryMs,
  });
  return {
    ...{ runs, worker },
    async close() {
      await worker.stop();
      await database.close();
    },
  };
}

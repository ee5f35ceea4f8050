// What a process of the service needs to work on versions, for as long as it runs.
import type { EventReader } from '@ledgerway/event-store';
import { createDatabase, type Clock, type Database, type Logger } from '@ledgerway/platform';
import { role, schema } from '../migrations/schema.js';
import { JobRunner } from './job-runner.js';
import { VersionJobs } from './jobs.js';
import type { ProjectionsSide } from './projections.controller.js';
import { standbySchemaOf } from './versions.js';

export type OpenVersionsOptions = {
  readonly databaseUrl: string;
  readonly live: Database;
  readonly reader: EventReader;
  readonly applicationName: string;
  readonly logger: Logger;
  readonly clock: Clock;
};

/** Those that were created in this process begin at once. */
const lookForJobsEveryMs = 2_000;

/** The caller starts the runner. Nothing is connected until there is a job. */
export function openVersions(
  options: OpenVersionsOptions,
): ProjectionsSide & { close(): Promise<void> } {
  const { databaseUrl, live, reader, applicationName, logger, clock } = options;
  const standby = createDatabase({
    url: databaseUrl,
    schema: standbySchemaOf(schema),
    role,
    // Lost commits are built again, as those of the live version are.
    settings: { synchronous_commit: 'off' },
    applicationName: `${applicationName} standby`,
    statementTimeoutMs: 0, // Hashes and statistics of whole tables.
    log: logger,
  });
  const versions = { live, standby, reader };
  const jobs = new VersionJobs(live, clock);
  const runner = new JobRunner({ versions, jobs, logger, everyMs: lookForJobsEveryMs });
  return {
    ...{ versions, jobs, runner },
    async close() {
      await runner.stop();
      await standby.close();
    },
  };
}

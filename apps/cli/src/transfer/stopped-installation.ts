// An installation at rest: no service may run while its log is written by somebody else.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createDatabase, startPostgres, type Database } from '@ledgerway/platform';
import { Failure } from '../terminal/failure.js';

const applicationName = 'ledgerway import';

const otherSessionsSql = `
select distinct application_name as name from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()
  and application_name like 'ledgerway %' and application_name <> $1`;

/**
 * The embedded database is started for the work and stopped after it; one that the environment names
 * has to run.
 *
 * @throws Failure if a service uses the database
 */
export async function withStoppedInstallation<T>(
  env: NodeJS.ProcessEnv,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const url = env['LEDGERWAY_DATABASE_URL'];
  const embedded = url === undefined || url === '' ? await startEmbedded(env) : undefined;
  const database = createDatabase({
    url: embedded?.url ?? url ?? '',
    schema: 'payments',
    applicationName,
    statementTimeoutMs: 0,
    maxConnections: 2,
  });
  try {
    const { rows } = await database.query<{ name: string }>(otherSessionsSql, [applicationName]);
    if (rows.length > 0) throw new Failure(`stop the server first: ${rows[0]!.name} is connected`);
    return await work(database);
  } finally {
    await database.close();
    await embedded?.stop();
  }
}

async function startEmbedded(env: NodeJS.ProcessEnv) {
  const data = env['LEDGERWAY_DATA'] || '.ledgerway';
  if (!existsSync(join(data, 'master.key')))
    throw new Failure(
      `there is no installation in ${data}: start the server there once, and stop it`,
    );
  return startPostgres({ dataDir: data }).catch((cause: Error) => {
    throw new Failure(`the database of ${data} cannot be opened: ${cause.message}`, undefined, {
      cause,
    });
  });
}

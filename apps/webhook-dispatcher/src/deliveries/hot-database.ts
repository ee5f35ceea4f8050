import { Database, type Logger } from '@ledgerway/platform';
import pg from 'pg';
import { role, schema } from '../migrations/migrations.js';

/**
 * Connections for claims and results.
 *
 * Their commits do not wait for the disk: a killed process loses nothing by that, and a crashed
 * server forgets results of the last moment, which are then sent again. Only ingest must not
 * forget.
 *
 * They scan no table that has an index: a plan that was made while the hot table was empty is kept
 * for the hundred thousand rows that come in the next minute.
 */
export function hotDatabase(options: {
  url: string;
  instance: string;
  logger: Pick<Logger, 'warn'>;
}): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: `ledgerway webhooks deliveries ${options.instance}`,
    options: `-c search_path=${schema} -c role=${role} -c synchronous_commit=off -c enable_seqscan=off`,
    max: 3,
    statement_timeout: 30_000,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  pool.on('error', (error) => options.logger.warn({ err: error }, 'idle connection lost'));
  return new Database(pool);
}

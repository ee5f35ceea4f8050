import { createDatabase, type Database, type Logger } from '@ledgerway/platform';
import { role, schema } from '../migrations/migrations.js';

/**
 * Connections for claims and results.
 *
 * Their commits do not wait for the disk: a killed process loses nothing by that, and a crashed
 * server forgets results of the last moment, which are then sent again. Only ingest must not
 * forget.
 *
 * They plan each statement once, since planning one costs twice what running it for a few deliveries
 * does. And they scan no table that has an index: a plan that was made while the hot table was empty
 * is kept for the hundred thousand rows that come in the next minute.
 */
export function hotDatabase(options: {
  url: string;
  instance: string;
  logger: Pick<Logger, 'warn'>;
}): Database {
  return createDatabase({
    url: options.url,
    schema,
    role,
    settings: {
      synchronous_commit: 'off',
      enable_seqscan: 'off',
      plan_cache_mode: 'force_generic_plan',
    },
    applicationName: `ledgerway webhooks deliveries ${options.instance}`,
    maxConnections: 3,
    log: options.logger,
  });
}

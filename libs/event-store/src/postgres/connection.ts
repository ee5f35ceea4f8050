// How this library connects: as one role, in the log's schema, with bounded statements.
import pg from 'pg';
import { eventStoreSchema } from './schema.js';

export type ConnectionOptions = {
  url: string;
  /** The database role to act as. */
  role: string;
  /** Left out: the one the migrations are meant for. */
  schema?: string;
  /** Shown in `pg_stat_activity`. */
  applicationName?: string;
  statementTimeoutMs?: number;
};

const connectTimeoutMs = 10_000;

// The server cancels a statement first and says so; this only ends the wait on a dead network.
const answerGraceMs = 5_000;

/** @param settings session settings, such as `{ synchronous_commit: 'on' }` */
export function clientConfig(
  options: ConnectionOptions,
  settings: Readonly<Record<string, string>>,
): pg.ClientConfig {
  const { role, schema = eventStoreSchema } = options;
  const session = { role, search_path: schema, ...settings };
  const statementTimeoutMs = options.statementTimeoutMs ?? 30_000;
  return {
    connectionString: options.url,
    application_name: options.applicationName ?? 'ledgerway event store',
    options: Object.entries(session)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + answerGraceMs,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
  };
}

/**
 * Reads go by an index, on the first day as well: without statistics the planner likes to read a
 * small table as a whole, and a prepared plan stays while the table grows.
 */
export const readSettings = {
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  // Every statement has one good plan; making it anew each time would cost more than running it.
  plan_cache_mode: 'force_generic_plan',
};

export const appendSettings = {
  synchronous_commit: 'on',
  plan_cache_mode: 'force_generic_plan',
};

export function readPool(options: ConnectionOptions, maxConnections: number): pg.Pool {
  const pool = new pg.Pool({ ...clientConfig(options, readSettings), max: maxConnections });
  // An idle connection that breaks is replaced by the next query. Without this listener Node would
  // end the process instead.
  pool.on('error', () => undefined);
  // The same holds for one in use; its query fails as well, and that is what the caller sees.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

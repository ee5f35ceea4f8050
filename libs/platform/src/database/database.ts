// A connection pool that always speaks as one service: its role, its schema, its limits.
import pg from 'pg';
import type { Logger } from '../logging/logger.js';

/** One result row, keyed by column name. `bigint` columns arrive as text: convert at the caller. */
export type Row = Record<string, unknown>;

export type DatabaseOptions = {
  url: string;
  schema: string;
  /** The service's least-privilege role. Left out: whoever the URL logs in as. */
  role?: string;
  /** Of every session, such as `{ synchronous_commit: 'off' }`. */
  settings?: Readonly<Record<string, string>>;
  /** Shown in `pg_stat_activity`. */
  applicationName: string;
  maxConnections?: number;
  /** 0 lifts the limit. */
  statementTimeoutMs?: number;
  /** How long a caller waits for a connection before it is refused. */
  connectTimeoutMs?: number;
  log?: Pick<Logger, 'warn'>;
};

/** What runs inside one transaction: a connection that nobody else uses meanwhile. */
export type Transaction = Pick<pg.PoolClient, 'query'>;

export class Database {
  constructor(
    /** The raw pool, for statements that need more than `query`: streams, LISTEN, COPY. */
    readonly pool: pg.Pool,
  ) {}

  /** Runs one statement on any connection. A `name` in the config makes it a prepared one. */
  query<R extends pg.QueryResultRow = Row>(
    statement: string | pg.QueryConfig,
    values?: readonly unknown[],
  ): Promise<pg.QueryResult<R>> {
    return this.pool.query<R>(statement, values as unknown[] | undefined);
  }

  /** Commits when `work` resolves; rolls back and rethrows when it rejects. */
  async transaction<T>(work: (transaction: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      // A connection that cannot even roll back is thrown away: it may still hold locks.
      await client.query('rollback').catch((failure: Error) => (broken = failure));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** Rejects when the database does not answer; what a health check calls. */
  async ping(): Promise<void> {
    await this.pool.query('select 1');
  }

  async close(): Promise<void> {
    if (!this.pool.ended) await this.pool.end();
  }
}

/** Opens no connection yet: the first query does. */
export function createDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    options: startupOptions(options),
    max: options.maxConnections ?? 8,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
  });
  // An idle connection that breaks (a restarted server) is replaced by the next query. Without
  // this listener Node would end the process instead.
  const { log, applicationName } = options;
  pool.on('error', (err) => log?.warn({ err, applicationName }, 'idle database connection lost'));
  // The same holds for a connection in use. Its query fails as well, and that is what callers see.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Database(pool);
}

/**
 * Startup options that make every session of a connection act as `role` in `schema`, whatever the
 * URL's login may do. They hold for pooled and for TypeORM connections alike.
 */
export function startupOptions({
  role,
  schema,
  settings = {},
}: Pick<DatabaseOptions, 'role' | 'schema' | 'settings'>): string {
  const all = Object.entries(settings).map(
    ([name, value]) => `${identifier(name)}=${identifier(value)}`,
  );
  all.push(`search_path=${identifier(schema)}`);
  if (role !== undefined) all.push(`role=${identifier(role)}`);
  return all.map((setting) => `-c ${setting}`).join(' ');
}

/** Names and setting values are ours, so the plain form is demanded and no quoting is needed. */
export function identifier(name: string): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) throw new Error(`not a plain SQL name: ${name}`);
  return name;
}

import pg from 'pg';
import { sandboxDatabase } from './migrations.js';
import { PostgresBook } from './postgres-book.js';
import { PostgresFaults } from './postgres-faults.js';
import {
  PostgresSettlements,
  type SandboxSettlements,
} from './settlements/postgres-settlements.js';
import { SandboxConnector, type SandboxOptions } from './sandbox-connector.js';

export type SandboxSettings = Pick<SandboxOptions, 'cards' | 'clock' | 'onFailure'> & {
  /** A login that may act as the sandbox's role; migrations have run. */
  readonly databaseUrl: string;
  readonly maxConnections?: number;
};

export type Sandbox = {
  readonly connector: SandboxConnector;
  readonly book: PostgresBook;
  readonly faults: PostgresFaults;
  readonly settlements: SandboxSettlements;
  /** Answers what is under way, then closes the connections. */
  close(): Promise<void>;
};

// The book waits for the disk, although it lies in the same write-ahead log as the event log: when
// the database alone crashes, a payments process lives on with the answer it got, and records it
// after the recovery. An entry that was not on disk by then would be missing for ever.
const sessionOptions = [
  `-c role=${sandboxDatabase.role}`,
  `-c search_path=${sandboxDatabase.schema}`,
  '-c synchronous_commit=on',
  '-c plan_cache_mode=force_generic_plan',
].join(' ');

/** Speaks as the sandbox's role, in its schema. The first query opens the first connection. */
export function sandboxPool(settings: Omit<SandboxSettings, 'clock'>): pg.Pool {
  const { databaseUrl, maxConnections = 4, onFailure } = settings;
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: 'acquirer sandbox',
    options: sessionOptions,
    max: maxConnections,
    statement_timeout: 10_000,
    connectionTimeoutMillis: 5_000,
    idle_in_transaction_session_timeout: 10_000,
    keepAlive: true,
  });
  // An idle connection that breaks is replaced by the next query. Without a listener Node would end
  // the process instead.
  pool.on('error', (error) => onFailure?.(error));
  // The same holds for one in use; its query fails as well, and that is what the caller sees.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** The sandbox acquirer on PostgreSQL, shared by all processes on the same database. */
export function openSandbox(settings: SandboxSettings): Sandbox {
  const { cards, clock, onFailure } = settings;
  const pool = sandboxPool(settings);
  const book = new PostgresBook(pool);
  const faults = new PostgresFaults(pool);
  const connector = new SandboxConnector({ book, faults, cards, clock, onFailure });
  const close = async () => {
    connector.stop();
    await book.idle();
    await pool.end();
  };
  return { connector, book, faults, settlements: new PostgresSettlements(pool, clock), close };
}

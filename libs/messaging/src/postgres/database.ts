// How the message log connects: as its role, in its schema, and without waiting for the disk.
import pg from 'pg';
import { role as ownRole, schema } from './schema.js';

export type ConnectionOptions = {
  /** Of a login that may act as the role. */
  readonly url: string;
  readonly role?: string | undefined;
  readonly statementTimeoutMs?: number | undefined;
};

/**
 * `synchronous_commit = off`: a publish is answered before its record has reached the disk. That is
 * safe because the event log lives in the same cluster, and so in the same WAL. Whoever acts upon a
 * record makes its action durable by a commit that does wait, and the WAL up to that commit, the
 * record included, is on disk before it. What a power cut can take is only what nobody has acted
 * upon: a command without an outcome, which its sender asks again under the same idempotency key.
 * A crash of PostgreSQL alone, or of this process, takes nothing but the last fraction of a second
 * of the same. So this log must not be put into another cluster than the event log.
 */
export function connectionConfig(options: ConnectionOptions, name: string): pg.ClientConfig {
  const { url, role = ownRole, statementTimeoutMs = 10_000 } = options;
  // Every statement has one good plan; making it anew each time would cost more than running it.
  const settings = [
    `search_path=${schema}`,
    `role=${role}`,
    'synchronous_commit=off',
    'plan_cache_mode=force_generic_plan',
  ];
  return {
    connectionString: url,
    application_name: name,
    options: settings.map((setting) => `-c ${setting}`).join(' '),
    connectionTimeoutMillis: 5_000,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + 1_000, // For a server that does not answer at all.
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
  };
}

// Beside a broken connection: shutdown, crash, start-up, too many connections, deadlock, and a
// statement that was cancelled. Everything else that PostgreSQL says is about the statement itself.
const passing = /^(08...|57P0[1-5]|53300|40P01|40001|57014|25006)$/;

/** Whether the same statement may succeed in a moment. */
export function mayPass(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  const sqlState = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code);
  return !sqlState || passing.test(code);
}

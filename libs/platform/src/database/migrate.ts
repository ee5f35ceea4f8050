// Brings one service's schema up to date. Any number of processes may start at once, on any number
// of databases of one cluster: one migrates, the others wait and find nothing left to do.
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { createDataSource } from './data-source.js';
import { identifier } from './database.js';
import type { MigrationClass } from './sql-migration.js';
import { waitForDatabase } from './wait-for-database.js';

export type MigrateOptions = {
  url: string;
  schema: string;
  /** Created without login when missing. It is granted USAGE; migrations grant the rest. */
  role: string;
  migrations: readonly MigrationClass[];
  /** How long to wait for a server that is not up, and for another process that migrates. */
  waitMs?: number;
};

const lockSql = `select pg_advisory_lock(hashtext('migrate'))`;

const roleExistsSql = `select 1 from pg_roles where rolname = $1`;

const mayActAsSql = `select pg_has_role(current_user, $1::name, 'SET') as allowed`;

/** @returns the names of the migrations that ran; none when everything was up to date. */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const { url, schema, role, migrations, waitMs = 60_000 } = options;
  const client = await waitForDatabase(url, waitMs);
  try {
    await client.query(`set lock_timeout = ${Math.trunc(waitMs)}`);
    await client.query(lockSql); // Ends with the session, so a crash releases it.
    await createRole(client, identifier(role));
    await client.query(`create schema if not exists ${identifier(schema)}`);
    await client.query(`grant usage on schema ${schema} to ${role}`);
    return await runMigrations({ url, schema, migrations });
  } finally {
    await client.end();
  }
}

// Roles belong to the cluster while an advisory lock belongs to a database, so two databases may
// create the same role at once. The loser sees one of these codes and looks again.
const lostRace = new Set(['42710', '23505', 'XX000']);

async function createRole(client: pg.Client, role: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { rowCount } = await client.query(roleExistsSql, [role]);
      if (rowCount === 0) await client.query(`create role ${role} nologin`);
      const { rows } = await client.query<{ allowed: boolean }>(mayActAsSql, [role]);
      // A superuser may act as anyone; an ordinary owner must be a member of the role.
      if (!rows[0]?.allowed) await client.query(`grant ${role} to current_user with set true`);
      return;
    } catch (error) {
      if (attempt === 5 || !lostRace.has((error as { code?: string }).code ?? '')) throw error;
      await delay(20 * attempt);
    }
  }
}

async function runMigrations(
  options: Pick<MigrateOptions, 'url' | 'schema' | 'migrations'>,
): Promise<string[]> {
  const source = createDataSource({
    ...options,
    migrations: [...options.migrations],
    applicationName: `${options.schema} migrations`,
    maxConnections: 1,
    statementTimeoutMs: 0, // A migration takes as long as it takes.
  });
  await source.initialize();
  try {
    const ran = await source.runMigrations({ transaction: 'each' });
    return ran.map(({ name }) => name);
  } finally {
    await source.destroy();
  }
}

import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { testService } from './test-service.js';

export type TestDatabase = { url: string; drop(): Promise<void> };

/**
 * A fresh, empty database in the PostgreSQL server of this test run. The server starts at the
 * first call of the run, unless LEDGERWAY_TEST_POSTGRES_URL names one.
 *
 * @param name helps to recognise the database in a log; it need not be unique.
 * @throws when there is no server: a test of the database never passes without one.
 */
export async function testDatabase(name = 'test'): Promise<TestDatabase> {
  const server = await testService('postgres', 'LEDGERWAY_TEST_POSTGRES_URL');
  const plainName = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 40);
  const database = `${plainName}_${randomBytes(6).toString('hex')}`;
  await execute(server, `create database ${database} template template0`);
  return {
    url: withDatabase(server, database),
    drop: () => execute(server, `drop database if exists ${database} with (force)`),
  };
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function withDatabase(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.toString();
}

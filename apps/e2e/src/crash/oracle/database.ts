// The oracle's own way to the database: past all services, as the owner.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Deployment } from '../../deployment/deployment.js';

/** A connection of its own for each use: the server may have been killed since the last one. */
export async function queryDatabase<T>(
  { directory }: Deployment,
  query: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const { databaseUrl } = JSON.parse(readFileSync(join(directory, 'connections.json'), 'utf8')) as {
    databaseUrl: string;
  };
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000,
  });
  client.on('error', () => undefined); // A killed server: the query that runs is rejected too.
  await client.connect();
  try {
    return await query(client);
  } finally {
    await client.end();
  }
}

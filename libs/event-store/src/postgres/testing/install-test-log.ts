// A log in a real database, for the specs of this folder.
import pg from 'pg';
import { DataSource } from 'typeorm';
import { ensureInstallation } from '../installation.js';
import { eventStoreMigrations } from '../migrations/index.js';
import { PostgresEventStore } from '../postgres-event-store.js';
import { eventStoreSchema, paymentsRole } from '../schema.js';

const prepareSql = `
do $$ begin
  create role ${paymentsRole} nologin;
exception when duplicate_object or unique_violation then null;
end $$;
create schema ${eventStoreSchema};
grant usage on schema ${eventStoreSchema} to ${paymentsRole};
`;

/** Migrates the empty database at `url` and installs a log there. @returns opens a store on it */
export async function installTestLog(
  url: string,
  partitions: number,
): Promise<(storeUrl?: string) => PostgresEventStore> {
  await execute(url, prepareSql);
  const source = new DataSource({
    type: 'postgres',
    url,
    schema: eventStoreSchema,
    extra: { options: `-c search_path=${eventStoreSchema}`, max: 1 },
    migrations: [...eventStoreMigrations],
  });
  await source.initialize();
  await source.runMigrations({ transaction: 'each' });
  await source.destroy();
  await ensureInstallation(url, { partitions, firstStart: partitions });
  return (storeUrl = url) => new PostgresEventStore({ url: storeUrl, partitions });
}

/** Runs a statement in the log's schema, as the superuser or as `role`. */
export async function execute(url: string, sql: string, role = 'none'): Promise<pg.QueryResult> {
  const options = `-c search_path=${eventStoreSchema} -c role=${role}`;
  const client = new pg.Client({ connectionString: url, options });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

// The sandbox's schema in a real database, for the specs of this folder.
import pg from 'pg';
import { DataSource } from 'typeorm';
import { sandboxDatabase } from './migrations.js';

const { schema, role, migrations } = sandboxDatabase;

// Roles belong to the whole server, where another suite may have made this one already.
const prepareSql = `
  do $$ begin
    create role ${role} nologin;
  exception when duplicate_object or unique_violation then null;
  end $$;
  create schema ${schema};
  grant usage on schema ${schema} to ${role};
`;

/** @param url of an empty database, as a superuser. */
export async function installTestBook(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(prepareSql);
  await client.end();
  const extra = { options: `-c search_path=${schema}`, max: 1 };
  const source = new DataSource({ type: 'postgres', url, schema, migrations, extra });
  await source.initialize();
  await source.runMigrations({ transaction: 'each' });
  await source.destroy();
}

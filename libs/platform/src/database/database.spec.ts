import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres, type EmbeddedPostgres } from '../embedded/postgres.js';
import { createDataSource } from './data-source.js';
import { createDatabase, type Database, type DatabaseOptions } from './database.js';
import { migrate, type MigrateOptions } from './migrate.js';
import { sqlMigration } from './sql-migration.js';
import { waitForDatabase } from './wait-for-database.js';

const shelves = sqlMigration(
  1,
  'CreateShelves',
  `create table shelves (id bigint primary key);
   create table keys (secret text);
   grant select, insert on shelves to library`,
);
const labels = sqlMigration(2, 'AddLabels', `alter table shelves add label text`);

let home: string;
let server: EmbeddedPostgres;
const open: Database[] = [];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'database-spec-'));
  server = await startPostgres({ dataDir: home, settings: { fsync: 'off' } });
});
afterEach(async () => {
  for (const database of open.splice(0)) await database.close();
  await execute(server.url, `drop schema if exists library cascade`);
});
afterAll(async () => {
  await server.stop();
  rmSync(home, { recursive: true, force: true });
});

const migrateLibrary = (more: Partial<MigrateOptions> = {}) =>
  migrate({ url: server.url, schema: 'library', role: 'library', migrations: [shelves], ...more });

function library(more: Partial<DatabaseOptions> = {}): Database {
  const settings = { schema: 'library', role: 'library', applicationName: 'spec' };
  const database = createDatabase({ url: server.url, ...settings, ...more });
  open.push(database);
  return database;
}

describe('migrations', () => {
  it('run once each, in order', async () => {
    expect(await migrateLibrary()).toEqual(['CreateShelves0000000000001']);
    const both = { migrations: [labels, shelves] };
    expect(await migrateLibrary(both)).toEqual(['AddLabels0000000000002']);
    expect(await migrateLibrary(both)).toEqual([]);
    const { rows } = await library({ role: undefined }).query(
      'select name from library.migrations',
    );
    expect(rows).toHaveLength(2);
  });

  it('leave nothing of one that fails, and keep those before it', async () => {
    const broken = sqlMigration(2, 'Broken', `create table half (id int); select 1 / 0`);
    const both = migrateLibrary({ migrations: [shelves, broken] });
    await expect(both).rejects.toThrow(/division by zero/);
    const { rows } = await library({ role: undefined }).query(
      `select tablename from pg_tables where schemaname = 'library' order by 1`,
    );
    expect(rows.map(({ tablename }) => tablename)).toEqual(['keys', 'migrations', 'shelves']);
  });

  it('may be started by many processes and for several databases at once', async () => {
    await execute(server.url, 'create database branch');
    const branch = server.url.replace(/postgres$/, 'branch');
    const urls = [server.url, branch, server.url, branch];
    const role = `library_${process.pid}`;
    const create = sqlMigration(1, 'Create', 'create table shelves (id int)');
    const ran = await Promise.all(
      urls.map((url) => migrateLibrary({ url, role, migrations: [create] })),
    );
    expect(ran.flat()).toEqual(['Create0000000000001', 'Create0000000000001']);
  });

  it('wait for a database that is not up yet, but not for one that will never be', async () => {
    const nowhere = 'postgresql://nobody@%2Ftmp%2Fnot-there/postgres';
    await expect(waitForDatabase(nowhere, 300)).rejects.toThrow(/ENOENT/);
    const missing = server.url.replace(/postgres$/, 'missing');
    await expect(waitForDatabase(missing, 3_600_000)).rejects.toThrow(/does not exist/);
    const { exited } = server;
    process.kill(server.pid, 'SIGKILL');
    await exited;
    const migrating = migrateLibrary();
    await server.restart();
    expect(await migrating).toHaveLength(1);
  });
});

describe('a database', () => {
  it('acts as the role of its service, which may do what it was granted and no more', async () => {
    await migrateLibrary();
    const database = library();
    const { rows } = await database.query(
      'insert into shelves values (9007199254740993) returning id, current_user',
    );
    expect(rows).toEqual([{ id: '9007199254740993', current_user: 'library' }]);
    for (const forbidden of [
      'delete from shelves',
      'select * from keys',
      'create table mine (id int)',
      'drop table shelves',
      'select * from pg_authid',
      'select * from migrations',
    ])
      await expect(database.query(forbidden)).rejects.toThrow(/permission denied|must be owner/);
  });

  it('is the same through TypeORM', async () => {
    await migrateLibrary();
    const settings = { schema: 'library', role: 'library', applicationName: 'spec' };
    const source = await createDataSource({ url: server.url, ...settings }).initialize();
    expect(await source.query('select current_user')).toEqual([{ current_user: 'library' }]);
    await expect(source.query('select * from keys')).rejects.toThrow(/permission denied/);
    await source.destroy();
  });

  it('commits a transaction that resolves and rolls back one that rejects', async () => {
    await migrateLibrary();
    const database = library({ maxConnections: 1 });
    await database.transaction((t) => t.query('insert into shelves values (1)'));
    const failed = database.transaction(async (t) => {
      await t.query('insert into shelves values (2)');
      throw new Error('changed my mind');
    });
    await expect(failed).rejects.toThrow('changed my mind');
    expect((await database.query('select id from shelves')).rows).toEqual([{ id: '1' }]);
  });

  it('gives up a statement that takes too long', async () => {
    await migrateLibrary();
    const database = library({ statementTimeoutMs: 20 });
    await expect(database.query('select pg_sleep(60)')).rejects.toThrow(/statement timeout/);
  });

  it('survives a server that dies under it', async () => {
    await migrateLibrary();
    const database = library();
    await database.ping();
    const lost = new Promise((resolve) => database.pool.once('error', resolve));
    const { exited } = server;
    process.kill(server.pid, 'SIGKILL');
    await Promise.all([exited, lost]);
    await expect(database.ping()).rejects.toThrow();
    await server.restart();
    await database.ping();
  });

  it('takes only plain names for schema and role', () => {
    expect(() => library({ role: 'x -c role=postgres' })).toThrow(/plain SQL name/);
  });
});

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

// A database with the read models in it, and what specs need to look into them.
import {
  AccountClocks,
  migrate,
  createDatabase,
  createLogger,
  type Database,
  type Logger,
} from '@ledgerway/platform';
import { ManualClock, testDatabase } from '@ledgerway/testing';
import pg from 'pg';
import { Registry } from 'prom-client';
import { reportingDatabase } from '../src/migrations/migrations.js';
import { role } from '../src/migrations/schema.js';
import { projectionMetrics } from '../src/projection/metrics.js';
import { createPositions } from '../src/projection/positions.js';
import { Projection } from '../src/projection/projection.js';
import { startMs, type WrittenLog } from './written-log.js';

export type ReadModels = {
  readonly url: string;
  /** Another copy of the tables, in a schema of its own. */
  schema(name: string, partitions: number): Promise<Database>;
  /** One connection that may do everything in the schema of this copy. */
  owner(copy: Database): Promise<pg.Client>;
  drop(): Promise<void>;
};

export async function readModels(name: string): Promise<ReadModels> {
  const { url, drop } = await testDatabase(name);
  const databases: Database[] = [];
  const owners: pg.Client[] = [];
  return {
    url,
    async schema(schema, partitions) {
      await migrate({ url, ...reportingDatabase, schema });
      const database = createDatabase({ url, schema, role, applicationName: name });
      databases.push(database);
      await createPositions(database, partitions);
      return database;
    },
    async owner(copy) {
      const { rows } = await copy.query<{ current_schema: string }>('select current_schema');
      const client = new pg.Client({
        connectionString: url,
        options: `-c search_path=${rows[0]!.current_schema}`,
      });
      await client.connect();
      owners.push(client);
      return client;
    },
    async drop() {
      for (const owner of owners) await owner.end();
      for (const database of databases) await database.close();
      await drop();
    },
  };
}

const silent: Logger = createLogger({ name: 'spec', level: 'silent' });

export function projectionOf(
  database: Database,
  log: WrittenLog,
  options: { logger?: Logger; advanced?: (partition: number, position: bigint) => void } = {},
) {
  const registry = new Registry();
  const projection = new Projection({
    database,
    reader: log.store,
    logger: options.logger ?? silent,
    metrics: projectionMetrics(registry),
    advanced: options.advanced ?? (() => undefined),
  });
  return { projection, registry };
}

/** Applies all of a log's first partition. Throws if it cannot all be applied. */
export async function projectAll(database: Database, log: WrittenLog): Promise<void> {
  const { projection } = projectionOf(database, log);
  if (log.records.length > 0) await projection.handle(log.batch(0));
  const [halted] = projection.halted();
  if (halted !== undefined) throw new Error(halted.reason);
}

/** The time at which written logs begin, for every account. */
export const clocksOf = (database: Database): AccountClocks =>
  new AccountClocks(database, new ManualClock(startMs));

/** Everything in a table, as PostgreSQL shows it. */
export async function rowsOf(
  database: Database,
  table: string,
): Promise<Record<string, unknown>[]> {
  return (await database.query(`select * from ${table} order by 1, 2`)).rows;
}

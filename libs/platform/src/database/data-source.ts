import { DataSource, type DataSourceOptions, type Logger } from 'typeorm';
import { startupOptions } from './database.js';

export type DataSourceSettings = {
  url: string;
  schema: string;
  role?: string;
  applicationName: string;
  maxConnections?: number;
  statementTimeoutMs?: number;
  entities?: DataSourceOptions['entities'];
  migrations?: DataSourceOptions['migrations'];
};

const nothing = () => undefined;

// TypeORM prints to the console; whatever goes wrong is thrown as well, and logged where it is caught.
const silent: Logger = {
  logQuery: nothing,
  logQueryError: nothing,
  logQuerySlow: nothing,
  logSchemaBuild: nothing,
  logMigration: nothing,
  log: nothing,
};

/** A TypeORM data source with the same role and schema as the raw pool. Call `initialize()`. */
export function createDataSource(settings: DataSourceSettings): DataSource {
  return new DataSource({
    type: 'postgres',
    url: settings.url,
    schema: settings.schema,
    applicationName: settings.applicationName,
    entities: settings.entities ?? [],
    migrations: settings.migrations ?? [],
    migrationsTableName: 'migrations',
    synchronize: false,
    installExtensions: false,
    logger: silent,
    extra: {
      options: startupOptions(settings),
      max: settings.maxConnections ?? 4,
      statement_timeout: settings.statementTimeoutMs ?? 30_000,
      connectionTimeoutMillis: 10_000,
    },
  });
}

import { DataSource, type DataSourceOptions } from 'typeorm';
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
    extra: {
      options: startupOptions(settings),
      max: settings.maxConnections ?? 4,
      statement_timeout: settings.statementTimeoutMs ?? 30_000,
      connectionTimeoutMillis: 10_000,
    },
  });
}

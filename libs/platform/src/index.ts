// Nest glue and process plumbing; nothing in this library knows about payments.
export {
  ConfigError,
  defineConfig,
  readConfig,
  type ConfigOf,
  type ConfigSchema,
} from './config/config.js';
export { setting, type Setting, type SettingOptions } from './config/setting.js';
export {
  Database,
  createDatabase,
  type DatabaseOptions,
  type Row,
  type Transaction,
} from './database/database.js';
export { createDataSource, type DataSourceSettings } from './database/data-source.js';
export { migrate, type MigrateOptions } from './database/migrate.js';
export { sqlMigration, type MigrationClass } from './database/sql-migration.js';
export { waitForDatabase } from './database/wait-for-database.js';
export { DirectoryInUseError } from './embedded/directory-owner.js';
export { startPostgres } from './embedded/postgres.js';
export type { EmbeddedPostgres, PostgresOptions } from './embedded/postgres.js';
export {
  startKafkaBroker,
  type KafkaBroker,
  type KafkaBrokerOptions,
} from './embedded/kafka-broker.js';
export {
  KafkaCluster,
  type KafkaClusterOptions,
  type NodePorts,
} from './embedded/kafka-cluster.js';
export type { ProcessExit } from './embedded/server-process.js';
export { failpoint } from './failpoints/failpoints.js';
export {
  HealthRegistry,
  type HealthCheck,
  type HealthReport,
  type PartHealth,
} from './health/health-registry.js';
export { createLogger, type Logger, type LoggerOptions } from './logging/logger.js';
export { NestLogger } from './logging/nest-logger.js';
export { hideSecretsIn, redact } from './logging/redaction.js';
export { createMetrics, type Metrics } from './metrics/metrics.js';
export {
  startMetricsServer,
  type MetricsServer,
  type MetricsServerOptions,
} from './metrics/metrics-server.js';
export { Shutdown, type ShutdownOptions } from './shutdown/shutdown.js';
export { AccountClocks, accountClocksMigration } from './time/account-clocks.js';
export { systemClock, type Clock } from './time/clock.js';
export {
  InProcessChannel,
  InProcessClient,
  InProcessServer,
  NotListeningError,
} from './transport/in-process.js';
export {
  NaturalBatcher,
  QueueFullError,
  type NaturalBatcherOptions,
} from './transport/natural-batch.js';
export { logLevel, runService, type ServiceContext } from './service/run-service.js';
export {
  deriveKey,
  keepMasterKey,
  masterKeySettings,
  readMasterKey,
} from './secrets/master-key.js';
export { Seal } from './secrets/seal.js';
export { servePrivately, serviceSettings } from './service/service-settings.js';

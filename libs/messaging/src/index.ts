export * from './port.js';
export { CommandClient, ReplyTimeout, type CommandClientOptions } from './command-client.js';
export type { Diagnostics } from './diagnostics.js';
export type { DeliveryLimits } from './delivery/delivery.js';
export {
  InMemoryMessageLog,
  type InMemoryMessageLogOptions,
} from './in-memory/in-memory-message-log.js';
export { InMemoryStorage } from './in-memory/in-memory-storage.js';
export { KafkaMessageLog } from './kafka/kafka-message-log.js';
export type { KafkaMessageLogOptions } from './kafka/options.js';
export { BatchLogServer, type BatchLogServerOptions } from './nest/batch-log-server.js';
export {
  PostgresMessageLog,
  type PostgresMessageLogOptions,
} from './postgres/postgres-message-log.js';
export { messageLogDatabase } from './postgres/message-log-database.js';
export { endWhenStalled, StallWatchdog, type StallWatchdogOptions } from './watchdog.js';

export * from './port.js';
export {
  eventHash,
  genesisHash,
  verifyStream,
  type ChainBreak,
  type ChainCheck,
  type ChainTip,
  type HashedEvent,
} from './hash-chain.js';
export {
  InMemoryEventStore,
  type InMemoryOptions,
  type LostAnswer,
} from './in-memory/in-memory-event-store.js';
export {
  ensureInstallation,
  WrongInstallation,
  type InstallationOptions,
} from './postgres/installation.js';
export { eventStoreMigrations } from './postgres/migrations/index.js';
export { PostgresEventReader, type EventReaderOptions } from './postgres/postgres-event-reader.js';
export { PostgresEventStore, type EventStoreOptions } from './postgres/postgres-event-store.js';
export { eventStoreSchema, logReaderRole, paymentsRole } from './postgres/schema.js';

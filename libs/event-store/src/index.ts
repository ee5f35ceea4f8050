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
export { breakInWords, placeOfBreak, type BreakReason, type LogBreak } from './chain/break.js';
export { linkedPages, storedSeals } from './chain/log-pages.js';
export { verifyStoredPartition, type StoredPartition } from './chain/verify-stored-partition.js';
export {
  verifyPartition,
  type PartitionReport,
  type PartitionToVerify,
} from './chain/verify-partition.js';
export {
  anchorFileOf,
  appendAnchors,
  ContradictingAnchors,
  lastAnchor,
  readAnchors,
} from './seals/anchor-file.js';
export { SealKey, sealKeyPurpose, SealPublicKey, type SealSigner } from './seals/seal-key.js';
export { readSealLine, sealLine } from './seals/seal-line.js';
export { sealSequence, type KnownSeal, type SealSources } from './seals/seal-sequence.js';
export type { ChainReader, SealStore } from './seals/seal-store.js';
export { makeSeal, sameSeal, sealHash, type Seal } from './seals/seal.js';
export { eventStoreSchema, logReaderRole, paymentsRole } from './postgres/schema.js';

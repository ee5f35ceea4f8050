export { reportingDatabase } from './migrations/migrations.js';
export { role, schema } from './migrations/schema.js';
export { balanceAt } from './as-of/balance-as-of.js';
export { entriesBehind, type EntryBehind } from './as-of/entries-behind.js';
export { momentOf, NotProjectedYet, type Moment } from './as-of/moment.js';
export { EventRefused } from './projection/apply.js';
export { LogSource } from './projection/log-source.js';
export { rebuildProjection, type RebuildOptions } from './projection/rebuild.js';
export { stateHash } from './projection/state-hash.js';
export {
  buildStandby,
  positionsOf as versionPositions,
  type BuildOptions,
  type TwoVersions,
} from './versions/build.js';
export { compareVersions, type Comparison } from './versions/compare.js';
export { exchangeVersions } from './versions/exchange.js';
export { ProgressMeter, type MeasuredProgress } from './versions/measured-progress.js';
export { pacedBy } from './versions/pace.js';
export { hasOurMigrations } from './versions/migrations-of.js';
export { migrateReporting, prepareStandby } from './versions/standby-schema.js';
export {
  readVersions,
  standbySchemaOf,
  withVersionsLock,
  type Versions,
} from './versions/versions.js';
export { startReporting, type ReportingOptions } from './service.js';
export { brokenChain } from './invariants/broken-chain.js';
export { violationsOf, type Check as InvariantCheck } from './invariants/ledger-invariants.js';
export { logChecks, openWork } from './invariants/log-invariants.js';
export { verifyReadModels, type VerifyOptions } from './invariants/verify-read-models.js';
export { verifySample, type SampleOptions } from './invariants/verify-sample.js';
export type { Invariant, Violation } from './invariants/violation.js';

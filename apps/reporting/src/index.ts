export { reportingDatabase } from './migrations/migrations.js';
export { role, schema } from './migrations/schema.js';
export { EventRefused } from './projection/apply.js';
export { rebuildProjection, type RebuildOptions } from './projection/rebuild.js';
export { stateHash } from './projection/state-hash.js';
export { startReporting, type ReportingOptions } from './service.js';
export { verifyReadModels, type VerifyOptions } from './invariants/verify-read-models.js';
export type { Violation } from './invariants/violation.js';

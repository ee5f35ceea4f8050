export { reportingDatabase } from './migrations/migrations.js';
export { role, schema } from './migrations/schema.js';
export { EventRefused } from './projection/apply.js';
export { rebuildProjection, type RebuildOptions } from './projection/rebuild.js';
export { stateHash } from './projection/state-hash.js';
export { startReporting, type ReportingOptions } from './service.js';

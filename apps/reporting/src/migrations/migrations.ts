import type { MigrationClass } from '@ledgerway/platform';
import { createProjection } from './0001-create-projection.js';
import { role, schema } from './schema.js';

/** What `migrate` needs; it must have run before the service starts. */
export const reportingDatabase = {
  schema,
  role,
  migrations: [createProjection] as readonly MigrationClass[],
};

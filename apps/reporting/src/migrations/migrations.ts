import { accountClocksMigration, type MigrationClass } from '@ledgerway/platform';
import { createProjection } from './0001-create-projection.js';
import { addPayments } from './0002-add-payments.js';
import { role, schema } from './schema.js';

/** What `migrate` needs; it must have run before the service starts. */
export const reportingDatabase = {
  schema,
  role,
  migrations: [
    createProjection,
    addPayments,
    accountClocksMigration(3, role),
  ] as readonly MigrationClass[],
};

import { accountClocksMigration, type MigrationClass } from '@ledgerway/platform';
import { createProjection } from './0001-create-projection.js';
import { addPayments } from './0002-add-payments.js';
import { addPayouts } from './0004-add-payouts.js';
import { addSettlement } from './0005-add-settlement.js';
import { addReportRuns } from './0006-add-report-runs.js';
import { addAsOf } from './0007-add-as-of.js';
import { addVersions } from './0008-add-versions.js';
import { addVerifications } from './0009-add-verifications.js';
import { role, schema } from './schema.js';

/** What `migrate` needs; it must have run before the service starts. */
export const reportingDatabase = {
  schema,
  role,
  migrations: [
    createProjection,
    addPayments,
    accountClocksMigration(3, role),
    addPayouts,
    addSettlement,
    addReportRuns,
    addAsOf,
    addVersions,
    addVerifications,
  ] as readonly MigrationClass[],
};

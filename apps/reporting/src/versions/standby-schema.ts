// Brings both schemas of the read models up to date, as their owner.
import { migrate, waitForDatabase } from '@ledgerway/platform';
import { reportingDatabase } from '../migrations/migrations.js';
import { readVersions, standbySchemaOf } from './versions.js';

const standbySchema = standbySchemaOf(reportingDatabase.schema);

/** Gives the standby schema the tables of this release. */
export async function prepareStandby(url: string): Promise<void> {
  await migrate({ url, ...reportingDatabase, schema: standbySchema });
}

/**
 * What `migrate` is for the other services. A version that was kept when it was swapped out stays as
 * its release left it, so that this one can be rolled back to; unless the live one was changed in
 * place just now, which it has to follow.
 */
export async function migrateReporting(url: string): Promise<void> {
  const ran = await migrate({ url, ...reportingDatabase });
  if (ran.length > 0 || !(await isKept(url))) await prepareStandby(url);
}

async function isKept(url: string): Promise<boolean> {
  const client = await waitForDatabase(url);
  try {
    await client.query(`set search_path = ${reportingDatabase.schema}`);
    return (await readVersions(client)).state === 'kept';
  } finally {
    await client.end();
  }
}

// Code and tables belong together: a version is only written by the release that its tables are of.
import type { Database } from '@ledgerway/platform';
import { reportingDatabase } from '../migrations/migrations.js';

const migrationsSql = `select name from migrations order by right(name, 13)`;

const noSuchTable = '42P01';

/** A version that this code must not touch, or one that was never made. */
export class OtherMigrations extends Error {
  constructor(which: string) {
    super(
      `the ${which} version does not have the tables of this release: \`ledgerway rebuild\` of ` +
        'this release makes one that does',
    );
  }
}

/** @throws OtherMigrations unless the tables of these versions are those of this code */
export async function checkMigrations(
  versions: Partial<Record<'live' | 'standby', Database>>,
): Promise<void> {
  for (const [which, database] of Object.entries(versions))
    if (!(await hasOurMigrations(database))) throw new OtherMigrations(which);
}

export async function hasOurMigrations(database: Database): Promise<boolean> {
  const ours = reportingDatabase.migrations.map((migration) => new migration().name);
  try {
    const { rows } = await database.query<{ name: string }>(migrationsSql);
    return JSON.stringify(rows.map(({ name }) => name)) === JSON.stringify(ours);
  } catch (error) {
    if ((error as { code?: string }).code === noSuchTable) return false;
    throw error;
  }
}

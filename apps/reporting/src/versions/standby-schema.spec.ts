import { createDatabase, type Database } from '@ledgerway/platform';
import { testDatabase } from '@ledgerway/testing';
import pg from 'pg';
import { termsOf, writeCharge, WrittenLog } from '../../test/written-log.js';
import { role, schema } from '../migrations/schema.js';
import { applyLog } from '../projection/apply-log.js';
import { createPositions } from '../projection/positions.js';
import { buildStandby, type TwoVersions } from './build.js';
import { compareVersions } from './compare.js';
import { exchangeVersions } from './exchange.js';
import { hasOurMigrations, OtherMigrations } from './migrations-of.js';
import { migrateReporting, prepareStandby } from './standby-schema.js';
import { readVersions, standbySchemaOf } from './versions.js';

describe('the standby schema', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function installed(): Promise<TwoVersions & { url: string; owner: pg.Client }> {
    const { url, drop } = await testDatabase('standby');
    closing.push(drop);
    await migrateReporting(url);
    const open = (name: string): Database => {
      const database = createDatabase({ url, schema: name, role, applicationName: 'spec' });
      closing.push(() => database.close());
      return database;
    };
    const [live, standby] = [open(schema), open(standbySchemaOf(schema))];
    const owner = new pg.Client({ connectionString: url });
    await owner.connect();
    closing.push(() => owner.end());
    const log = new WrittenLog(1);
    await writeCharge(log, termsOf('a'));
    await createPositions(live, 1);
    await applyLog(new Map([[0, 3n]]), { database: live, reader: log.store });
    return { url, owner, live, standby, reader: log.store };
  }

  /** As if the tables were those of a release before the latest migration. */
  const asOfEarlierRelease = (owner: pg.Client, name: string) =>
    owner.query(
      `delete from ${name}.migrations where id = (select max(id) from ${name}.migrations)`,
    );

  it('has the tables of this release, like the live one', async () => {
    const { live, standby } = await installed();
    expect(await hasOurMigrations(live)).toBe(true);
    expect(await hasOurMigrations(standby)).toBe(true);
  });

  it('is left as it is by a start, while it keeps the version of an earlier release', async () => {
    const { url, owner, ...versions } = await installed();
    await buildStandby(versions);
    await exchangeVersions({ ...versions, from: 'built' });
    await asOfEarlierRelease(owner, standbySchemaOf(schema));
    await migrateReporting(url);
    expect(await hasOurMigrations(versions.standby)).toBe(false);
    // Nor does this release go back to it: the earlier one has to.
    const rollback = exchangeVersions({ ...versions, from: 'kept' });
    await expect(rollback).rejects.toThrow(OtherMigrations);
  });

  it('is where a release builds its tables while an earlier one serves', async () => {
    const { url, owner, ...versions } = await installed();
    await asOfEarlierRelease(owner, schema);
    await prepareStandby(url);
    await buildStandby(versions);
    await expect(compareVersions(versions)).rejects.toThrow('the live version');
    await exchangeVersions({ ...versions, from: 'built' });
    expect(await hasOurMigrations(versions.live)).toBe(true);
    expect(await hasOurMigrations(versions.standby)).toBe(false);
    expect(await readVersions(versions.live.pool)).toMatchObject({ live: 2, state: 'kept' });
    await migrateReporting(url); // The start of the new release finds nothing to do.
    expect((await versions.live.query('select id from charges')).rows).toHaveLength(1);
  });
});

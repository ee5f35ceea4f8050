// `ledgerway import`: into an installation that was started once and has nothing in its log. What was
// imported before an interruption is left as it is.
import { resolve } from 'node:path';
import type { Database } from '@ledgerway/platform';
import { DamagedFile, readLineFile } from '../log-files/line-files.js';
import { exitCodes, type ExitCode } from '../terminal/exit-codes.js';
import { Failure } from '../terminal/failure.js';
import { complain, print } from '../terminal/print.js';
import { findPublicKey } from '../verify-chain/anchors.js';
import { importPartition } from './import-log.js';
import { importTables } from './import-tables.js';
import { eventsOf, filesOf, readManifest, type Manifest } from './manifest.js';
import { lastMigrations } from './moved-tables.js';
import { withStoppedInstallation } from './stopped-installation.js';

export type ImportFlags = { readonly from: string; readonly json?: true };

export async function runImport({ from, json }: ImportFlags): Promise<ExitCode> {
  const directory = resolve(from);
  try {
    const manifest = await wholeExport(directory);
    checkMasterKey(manifest, process.env);
    await withStoppedInstallation(process.env, (database) =>
      importAll(database, manifest, { directory, quiet: json === true }),
    );
    const result = { from: directory, events: String(eventsOf(manifest)) };
    print(
      json
        ? JSON.stringify(result)
        : `${result.events} events are imported; start the server: it makes its read models from them`,
    );
    return exitCodes.done;
  } catch (error) {
    if (!(error instanceof DamagedFile)) throw error;
    throw new Failure(error.message, exitCodes.no, { cause: error });
  }
}

/** Every file is read once before anything is written. */
async function wholeExport(directory: string): Promise<Manifest> {
  const manifest = await readManifest(directory);
  for (const file of filesOf(manifest)) await readLineFile(directory, file);
  return manifest;
}

/** Under another master key nobody could use the keys, cards and secrets of the tables. */
function checkMasterKey({ public_key }: Manifest, env: NodeJS.ProcessEnv): void {
  const here = findPublicKey(undefined, undefined, env)?.toPem() ?? null;
  if (public_key === null || here === null || here === public_key) return;
  throw new Failure(
    'this installation has another master key: put master.key (and vault.keys, credentials.json) of ' +
      'the exported one into the data directory before the first start',
  );
}

function checkRelease(exported: Manifest['migrations'], here: Manifest['migrations']): void {
  const schema = Object.keys(here).find((name) => here[name] !== exported[name]);
  if (schema === undefined) return;
  throw new Failure(
    `the export is of another release (schema ${schema}): start the exported installation with this ` +
      'release once, and export it again',
  );
}

const headsSql = `select part, pos from heads order by part`;

async function importAll(
  database: Database,
  manifest: Manifest,
  { directory, quiet }: { readonly directory: string; readonly quiet: boolean },
): Promise<void> {
  checkRelease(manifest.migrations, await lastMigrations(database.pool));
  const { rows } = await database.query<{ part: number; pos: string }>(headsSql);
  if (rows.length !== manifest.partitions.length)
    throw new Failure(
      `the export has ${manifest.partitions.length} partitions, this installation ${rows.length}: ` +
        'set LEDGERWAY_PARTITIONS before the first start',
    );
  const there = new Map(rows.map(({ part, pos }) => [part, pos]));
  for (const { partition, position } of manifest.partitions)
    if (there.get(partition) !== '0' && there.get(partition) !== position)
      throw new Failure(`partition ${partition} is not empty: nothing can be imported into it`);
  await importTables(database, manifest, directory);
  for (const exported of manifest.partitions) {
    const outcome = await importPartition(database, exported, directory);
    if (!quiet) complain(`partition ${exported.partition}: ${exported.position} events ${outcome}`);
  }
}

// `ledgerway export`: beside a running server. Everything is of the moment at which it begins.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { withInstallation, type Installation } from '../installation/installation.js';
import { exitCodes, type ExitCode } from '../terminal/exit-codes.js';
import { Failure } from '../terminal/failure.js';
import { complain, print } from '../terminal/print.js';
import { findPublicKey } from '../verify-chain/anchors.js';
import { exportPartition } from './export-log.js';
import { exportTable } from './export-tables.js';
import { eventsOf, manifestFile, writeManifest, type Manifest } from './manifest.js';
import { lastMigrations, movedTables } from './moved-tables.js';

export type ExportFlags = { readonly to: string; readonly json?: true };

export function runExport({ to, json }: ExportFlags): Promise<ExitCode> {
  const directory = resolve(to);
  if (existsSync(manifestFile(directory)))
    throw new Failure(`${directory} holds an export already: name another directory`);
  return withInstallation(async (installation) => {
    const { migrations, tables, heads } = await exportTables(installation, directory);
    const partitions = [];
    for (const head of heads) {
      partitions.push(await exportPartition(installation.reader, head, directory));
      if (json !== true) complain(`partition ${head.partition}: ${head.position} events`);
    }
    const manifest: Manifest = {
      ...{ format: 'ledgerway-export', version: 1 },
      exported_at: new Date().toISOString(),
      public_key: findPublicKey(undefined, undefined, process.env)?.toPem() ?? null,
      ...{ migrations, partitions, tables },
    };
    await writeManifest(directory, manifest);
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    const result = { to: directory, events: String(eventsOf(manifest)), rows };
    print(json ? JSON.stringify(result) : exportInWords(result));
    return exitCodes.done;
  });
}

/** The tables and the heads of one snapshot: the log that belongs to them never changes any more. */
function exportTables({ database, reader }: Installation, directory: string) {
  return database.transaction(async (snapshot) => {
    await snapshot.query('set transaction isolation level repeatable read, read only');
    const { rows } = await snapshot.query<{ part: number; pos: string }>(
      'select part, pos from payments.heads',
    );
    const positions = new Map(rows.map(({ part, pos }) => [part, BigInt(pos)]));
    const tables = [];
    for (const table of movedTables) tables.push(await exportTable(snapshot, table, directory));
    const heads = (await reader.heads()).map((head) => ({
      ...head,
      position: positions.get(head.partition) ?? 0n,
    }));
    return { migrations: await lastMigrations(snapshot), tables, heads };
  });
}

const exportInWords = ({ to, events, rows }: { to: string; events: string; rows: number }) =>
  `${events} events and ${rows} rows are in ${to}\n` +
  'what they are sealed with is not: copy master.key, vault.keys and credentials.json as well';

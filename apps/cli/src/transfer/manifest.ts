// What an export holds. The manifest is written last: a directory without one is no export.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DamagedFile, sha256Of, writeWhole, type LineFile } from '../log-files/line-files.js';

export type ExportedPartition = {
  readonly partition: number;
  /** The last position; positions begin at 1 and have no gap. */
  readonly position: string;
  readonly epoch: string;
  /** SHA-256 over the hashes of all events in order: what the log comes to. */
  readonly digest: string;
  readonly events: readonly LineFile[];
  readonly seals: readonly LineFile[];
};

export type ExportedTable = {
  readonly table: string;
  readonly rows: number;
  readonly files: readonly LineFile[];
};

export type Manifest = {
  readonly format: 'ledgerway-export';
  readonly version: 1;
  readonly exported_at: string;
  /** The key that seals are signed with, in PEM: it tells which master key the tables need. */
  readonly public_key: string | null;
  /** By schema, the last migration: tables of another release have other columns. */
  readonly migrations: Readonly<Record<string, string>>;
  readonly partitions: readonly ExportedPartition[];
  readonly tables: readonly ExportedTable[];
};

const fileName = 'manifest.json';

export const manifestFile = (directory: string): string => join(directory, fileName);

export function writeManifest(directory: string, manifest: Manifest): Promise<void> {
  const checksum = sha256Of(JSON.stringify(manifest));
  return writeWhole(
    manifestFile(directory),
    `${JSON.stringify({ ...manifest, checksum }, null, 2)}\n`,
  );
}

/** @throws DamagedFile */
export async function readManifest(directory: string): Promise<Manifest> {
  const text = await readFile(manifestFile(directory), 'utf8').catch((cause: unknown) => {
    throw new DamagedFile(`${directory} is no export: it has no ${fileName}`, { cause });
  });
  const { checksum, ...manifest } = parsed(text);
  if (manifest.format !== 'ledgerway-export' || manifest.version !== 1)
    throw new DamagedFile(`${fileName} is of another format`);
  if (checksum !== sha256Of(JSON.stringify(manifest)))
    throw new DamagedFile(`${fileName} was changed: its checksum is another one`);
  return manifest;
}

function parsed(text: string): Manifest & { readonly checksum: string } {
  try {
    return JSON.parse(text) as Manifest & { readonly checksum: string };
  } catch (cause) {
    throw new DamagedFile(`${fileName} is no JSON`, { cause });
  }
}

export const filesOf = ({ partitions, tables }: Manifest): LineFile[] => [
  ...partitions.flatMap(({ events, seals }) => [...events, ...seals]),
  ...tables.flatMap(({ files }) => files),
];

export const eventsOf = ({ partitions }: Manifest): bigint =>
  partitions.reduce((sum, { position }) => sum + BigInt(position), 0n);

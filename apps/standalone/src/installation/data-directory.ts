// What an installation keeps on disk beside the database: its master key and its credentials.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { resolve, join } from 'node:path';
import { keepMasterKey } from '@ledgerway/platform';

/** The content of `credentials.json`; scripts read it, so its names change only with an ADR. */
export type Credentials = {
  readonly api_base: string;
  readonly account: string;
  readonly publishable_key: string;
  readonly secret_key: string;
  readonly live_publishable_key: string;
  readonly live_secret_key: string;
  readonly operator_key: string;
  /** Only with a TLS listener: its base URL, and in PEM what its clients have to trust. */
  readonly tls_base?: string;
  readonly tls_ca?: string;
};

export type DataDirectory = { readonly path: string; readonly masterKey: Buffer };

/** Creates the directory on the first start. What lies in it is for its owner only. */
export function openDataDirectory(path: string): DataDirectory {
  const absolute = resolve(path);
  mkdirSync(absolute, { recursive: true, mode: 0o700 });
  return { path: absolute, masterKey: keepMasterKey(masterKeyFile(absolute)) };
}

export const masterKeyFile = (path: string): string => join(path, 'master.key');

/** Later keys of the vault; there is no such file before the first rotation. */
export const vaultKeysFile = (path: string): string => join(path, 'vault.keys');

/** Seals of the event log: what proves, without the database, which history there was. */
export const sealsDirectory = (path: string): string => join(path, 'seals');

const credentialsFile = (path: string): string => join(path, 'credentials.json');

export function readCredentials(path: string): Credentials | undefined {
  try {
    return JSON.parse(readFileSync(credentialsFile(path), 'utf8')) as Credentials;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export function writeCredentials(path: string, credentials: Credentials): void {
  writePrivately(credentialsFile(path), credentials);
}

/** Replaces a file as a whole, so that a reader (or a crash) never meets half of it. */
export function writePrivately(file: string, content: object): void {
  const partial = `${file}.${process.pid}`;
  writeFileSync(partial, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(partial, file);
}

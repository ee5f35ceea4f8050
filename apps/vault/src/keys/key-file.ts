// The file that later key versions live in. A key is on disk for good before anything is wrapped
// with it, and no version is ever written twice.
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { parseKeys } from './key-ring.js';

/** Another process is adding a key, or one died while it did. */
export class KeyFileBusy extends Error {
  override readonly name = 'KeyFileBusy';
  constructor(partial: string) {
    super(
      `another rotation seems to be under way; if none is, remove ${partial} (nothing uses it yet)`,
    );
  }
}

/**
 * Adds a random key to the file, which is made if there is none.
 *
 * @returns the new key's version
 * @throws KeyFileBusy
 */
export function addKey(file: string): number {
  const partial = `${file}.new`;
  const handle = openExclusively(partial);
  try {
    const text = readIfThere(file);
    const version = Math.max(1, ...parseKeys(text).keys()) + 1;
    const key = randomBytes(32).toString('base64');
    writeSync(
      handle,
      `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${version}:${key}\n`,
    );
    fsyncSync(handle);
    renameSync(partial, file);
    syncDirectory(dirname(file));
    return version;
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  } finally {
    closeSync(handle);
  }
}

function openExclusively(file: string): number {
  try {
    return openSync(file, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new KeyFileBusy(file);
    throw error;
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function syncDirectory(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

// The secret that `listen` signs with. It stays the same from run to run, so that the receiver is
// configured once.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from '../terminal/failure.js';

const secretBytes = 32;

const fileIn = (data: string): string => join(data, 'cli', 'listen.secret');

/** Made on first use; for its owner only. */
export function sessionSecret(data: string): string {
  const file = fileIn(data);
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const made = `whsec_${randomBytes(secretBytes).toString('base64')}`;
    writeFileSync(file, `${made}\n`, { mode: 0o600, flag: 'wx' });
    return made;
  } catch (error) {
    const kept = keptSecret(data);
    if (kept !== undefined) return kept;
    throw new Failure(`The signing secret cannot be kept in ${file}: ${(error as Error).message}`);
  }
}

/** None if nothing was ever forwarded from here. */
export function keptSecret(data: string): string | undefined {
  try {
    return readFileSync(fileIn(data), 'utf8').trim();
  } catch {
    return undefined;
  }
}

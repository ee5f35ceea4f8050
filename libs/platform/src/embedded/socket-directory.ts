import { createHash } from 'node:crypto';
import { chownSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const longestSocketPath = 107; // sun_path of unix(7) is 108 bytes with its closing zero.
const socketName = '/.s.PGSQL.5432';

/**
 * A private directory for the server's socket: short, because a socket's path has a hard limit and
 * a data directory's may be long, and the same for every start on the same data.
 *
 * Its mode is what keeps others out: there is no password behind it.
 */
export function socketDirectory(data: string): string {
  const name = `pg-${createHash('sha256').update(data).digest('hex').slice(0, 16)}`;
  const preferred = join(tmpdir(), name);
  const fits = Buffer.byteLength(preferred + socketName) <= longestSocketPath;
  return fits ? preferred : join('/tmp', name);
}

/** Empties or creates the directory. Call it only when no server can be using it. */
export function createSocketDirectory(
  directory: string,
  owner: { uid: number; gid: number } | undefined,
): void {
  const existing = lstatSync(directory, { throwIfNoEntry: false });
  // Somebody else's directory (or a link) under our name is not removed but refused.
  const ours = [process.getuid?.(), owner?.uid];
  const foreign = existing && process.getuid?.() !== 0 && !ours.includes(existing.uid);
  if (existing && (foreign || !existing.isDirectory()))
    throw new Error(`${directory} exists and is not ours; remove it`);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { mode: 0o700 });
  if (owner) chownSync(directory, owner.uid, owner.gid);
}

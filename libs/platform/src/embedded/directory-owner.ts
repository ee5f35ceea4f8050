// One process owns a directory at a time. The claim is a file that names its process, so it needs
// no cleaning up: a claim whose process is gone is no claim.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processIdentity } from './process-table.js';

const fileName = 'owner.json';

type Claim = { pid: number; identity: string };

/** Another process (or this one, earlier) uses the directory. One readable line. */
export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError';
  constructor(
    readonly directory: string,
    readonly pid: number,
  ) {
    super(
      `${directory} is already in use by process ${pid}; stop it first or use another directory`,
    );
  }
}

/**
 * Claims an existing directory for this process.
 *
 * @returns what gives the claim back.
 * @throws DirectoryInUseError while the process of an earlier claim is alive.
 */
export function claimDirectory(directory: string): () => void {
  const file = join(directory, fileName);
  const draft = join(directory, `${fileName}.${process.pid}`);
  const claim: Claim = { pid: process.pid, identity: processIdentity(process.pid) ?? '' };
  writeFileSync(draft, JSON.stringify(claim));
  try {
    while (!linkUnlessPresent(draft, file)) removeStaleClaim(directory, file);
  } finally {
    rmSync(draft, { force: true });
  }
  return () => rmSync(file, { force: true });
}

/** A hard link appears whole or not at all, and fails when somebody else was first. */
function linkUnlessPresent(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function removeStaleClaim(directory: string, file: string): void {
  const found = readClaim(file);
  if (found === undefined) return;
  if (isAlive(found)) throw new DirectoryInUseError(directory, found.pid);
  // Moved aside before it is deleted: of several processes that saw it, one moves it, and none can
  // delete the new claim that another has put in its place.
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = readClaim(aside);
  if (moved && isAlive(moved)) linkUnlessPresent(aside, file);
  rmSync(aside, { force: true });
}

function readClaim(file: string): Claim | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Claim;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (error instanceof SyntaxError) return { pid: 0, identity: '' }; // Cut short by a power loss.
    throw error;
  }
}

function isAlive({ pid, identity }: Claim): boolean {
  if (process.platform === 'linux') return identity !== '' && processIdentity(pid) === identity;
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

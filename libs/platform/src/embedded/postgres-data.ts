// The data directory before a server runs on it: created once, and cleared of what a crash left.
import { execFile, spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { processesWorkingIn, signalIfAlive } from './process-table.js';
import type { ServerAccount } from './server-account.js';

export const superuser = 'ledgerway';

const run = promisify(execFile);

/** Creates the cluster unless it exists. A creation that is cut short leaves nothing behind. */
export async function createData(
  data: string,
  initdb: string,
  account: ServerAccount,
  { sync }: { sync: boolean },
): Promise<void> {
  const existing = statSync(data, { throwIfNoEntry: false });
  if (existing) {
    adopt(data, existing.uid, account);
    return;
  }
  const draft = `${data}.new`;
  await stopLeftovers(draft);
  rmSync(draft, { recursive: true, force: true, maxRetries: 10 });
  mkdirSync(draft, { mode: 0o700 });
  if (account.owner) chownSync(draft, account.owner.uid, account.owner.gid);
  const locale = [
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '-E',
    'UTF8',
  ];
  // Nobody but us reaches the socket (see `socketDirectory`), so the server trusts whoever does.
  const options = ['-U', superuser, '-A', 'trust', ...locale, ...(sync ? [] : ['--no-sync'])];
  const [command, ...rest] = [...account.prefix, initdb, '-D', draft, ...options];
  await run(command!, rest, { cwd: '/', timeout: 120_000 });
  renameSync(draft, data);
}

/** Data that was made by another account changes hands: the directories around it were moved. */
function adopt(data: string, uid: number, { owner }: ServerAccount): void {
  if (owner === undefined || owner.uid === uid) return;
  const { status, stderr } = spawnSync('chown', ['-R', `${owner.uid}:${owner.gid}`, data]);
  if (status !== 0) throw new Error(`could not take over ${data}: ${String(stderr)}`);
}

const pollMs = 50;
const fastStopMs = 30_000;
const hardStopMs = 10_000;

/**
 * Ends whatever still runs on this data: its owner is dead, so nobody else will. The server is
 * asked to stop first; processes that outlive it are killed, which PostgreSQL recovers from.
 */
export async function stopLeftovers(data: string): Promise<void> {
  const postmaster = postmasterPid(data);
  const running = processesWorkingIn(data);
  if (postmaster !== undefined && running.includes(postmaster)) signalIfAlive(postmaster, 'SIGINT');
  if (!(await nobodyWorksIn(data, fastStopMs))) {
    for (const pid of processesWorkingIn(data)) signalIfAlive(pid, 'SIGKILL');
    if (!(await nobodyWorksIn(data, hardStopMs)))
      throw new Error(`an old PostgreSQL still runs on ${data}`);
  }
  // The pid in it may belong to an unrelated process by now, and PostgreSQL would believe it.
  if (process.platform === 'linux') rmSync(join(data, 'postmaster.pid'), { force: true });
}

async function nobodyWorksIn(data: string, waitMs: number): Promise<boolean> {
  const deadline = Date.now() + waitMs;
  while (processesWorkingIn(data).length > 0) {
    if (Date.now() > deadline) return false;
    await delay(pollMs);
  }
  return true;
}

function postmasterPid(data: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(join(data, 'postmaster.pid'), 'utf8'), 10);
  } catch {
    return undefined; // No server was running, or it stopped cleanly.
  }
}

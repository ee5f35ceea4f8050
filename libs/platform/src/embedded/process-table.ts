// What the system knows about other processes. Linux only: elsewhere nothing is found.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * Names one process for ever: a pid alone is reused, its start time and the boot are not.
 * `undefined` when there is no such process.
 */
export function processIdentity(pid: number): string | undefined {
  const stat = readOrNothing(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The second field is the program's name in brackets and may hold spaces: count after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startedAtTicks] = [fields[0], fields[19]];
  if (state === 'Z') return undefined; // Dead, only not yet collected by its parent.
  const boot = readOrNothing('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  return `${boot}:${startedAtTicks}`;
}

/** Processes whose working directory is exactly `directory`; every PostgreSQL process's is its data. */
export function processesWorkingIn(directory: string): number[] {
  return pids().filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === directory;
    } catch {
      return false; // Gone meanwhile, or another user's.
    }
  });
}

/** Processes that were started with `argument` as one of their arguments. */
export function processesStartedWith(argument: string): number[] {
  return pids().filter((pid) =>
    (readOrNothing(`/proc/${pid}/cmdline`) ?? '').split('\0').includes(argument),
  );
}

/** Sends a signal unless the process is already gone. */
export function signalIfAlive(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function pids(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function readOrNothing(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

// Signals to the processes of a deployment, and to no other process.
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Deployment } from '../../deployment/deployment.js';

const pollMs = 25;
const goneDeadlineMs = 30_000;

/**
 * Sends a signal to a process of the deployment by its name.
 * @returns its pid, or none if it was down already: faults may overlap.
 */
export function signal(site: Deployment, name: string, what: NodeJS.Signals): number | undefined {
  const pid = site.processes[name];
  if (pid === undefined || !belongsTo(pid, site.directory)) return undefined;
  try {
    process.kill(pid, what);
    return pid;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return undefined;
    throw error;
  }
}

/** A pid is used again: only a process that was told this data directory is the deployment's. */
function belongsTo(pid: number, directory: string): boolean {
  return ['environ', 'cmdline'].some((file) =>
    readOrNothing(`/proc/${pid}/${file}`).includes(directory),
  );
}

export async function untilGone(pid: number): Promise<void> {
  const deadline = performance.now() + goneDeadlineMs;
  while (isRunning(pid)) {
    if (performance.now() > deadline) throw new Error(`Process ${pid} did not end`);
    await delay(pollMs);
  }
}

/** Stopped by a signal, until somebody sends SIGCONT. */
export const isFrozen = (pid: number): boolean => stateOf(pid) === 'T';

/** False for a process that has ended and only waits to be collected by its parent. */
const isRunning = (pid: number): boolean => !['', 'Z'].includes(stateOf(pid));

/** The letter that the system shows; empty if there is no such process. */
function stateOf(pid: number): string {
  const stat = readOrNothing(`/proc/${pid}/stat`);
  return stat.charAt(stat.lastIndexOf(')') + 2);
}

/** The environment that a process was started with. */
export function environmentOf(pid: number): Record<string, string> {
  const pairs = readOrNothing(`/proc/${pid}/environ`).split('\0').filter(Boolean);
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // Gone meanwhile, or another user's.
  }
}

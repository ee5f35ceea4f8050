// What a server costs: the processor time and the memory of a process and of all it started.
import { readdirSync, readFileSync } from 'node:fs';

/** The unit of times in /proc; Linux has told every program this value for decades. */
const ticksPerSecond = 100;

type Stat = { readonly program: string; readonly parent: number; readonly cpuTicks: number };

/** Seconds of processor time by the program that used them: `node`, `postgres`, `java`. */
export type CpuSeconds = Readonly<Record<string, number>>;

/**
 * What these processes and their descendants have used so far. What ended meanwhile is in the
 * account of the parent that collected it, so the sum never falls.
 */
export function cpuSecondsOf(roots: readonly number[]): CpuSeconds {
  const processes = allProcesses();
  const seconds: Record<string, number> = {};
  for (const pid of treeOf(roots, processes)) {
    const { program = '', cpuTicks = 0 } = processes.get(pid) ?? {};
    seconds[program] = (seconds[program] ?? 0) + cpuTicks / ticksPerSecond;
  }
  return seconds;
}

export function cpuSecondsBetween(before: CpuSeconds, after: CpuSeconds): CpuSeconds {
  const used = Object.entries(after).map(
    ([program, seconds]) => [program, seconds - (before[program] ?? 0)] as const,
  );
  return Object.fromEntries(used.filter(([, seconds]) => seconds > 0));
}

export const totalOf = (seconds: CpuSeconds): number =>
  Object.values(seconds).reduce((sum, one) => sum + one, 0);

/** Bytes of memory that these processes and their descendants use; what they share counts once. */
export function memoryBytesOf(roots: readonly number[]): number {
  return treeOf(roots, allProcesses()).reduce((sum, pid) => sum + proportionalBytes(pid), 0);
}

/** The most memory that this process alone has had so far. */
export function peakBytesOf(pid: number): number {
  const [, kibibytes = '0'] = /^VmHWM:\s+(\d+)/m.exec(readOrNothing(`/proc/${pid}/status`)) ?? [];
  return Number(kibibytes) * 1024;
}

export function parentOf(pid: number): number {
  const stat = statOf(pid);
  if (stat === undefined) throw new Error(`There is no process ${pid}`);
  return stat.parent;
}

function treeOf(roots: readonly number[], processes: ReadonlyMap<number, Stat>): number[] {
  const tree = new Set(roots);
  for (const pid of tree)
    for (const [child, { parent }] of processes) if (parent === pid) tree.add(child);
  return [...tree];
}

function allProcesses(): Map<number, Stat> {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const processes = new Map<number, Stat>();
  for (const pid of pids.map(Number)) {
    const stat = statOf(pid);
    if (stat !== undefined) processes.set(pid, stat);
  }
  return processes;
}

function statOf(pid: number): Stat | undefined {
  const text = readOrNothing(`/proc/${pid}/stat`);
  if (text === '') return undefined;
  // The name is in brackets and may hold spaces; the third field follows it.
  const program = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const cpuTicks = [11, 12, 13, 14].reduce((sum, field) => sum + (fields[field] ?? 0), 0);
  return { program: nameOf(program), parent: fields[1] ?? 0, cpuTicks };
}

/** Node calls its process after its main thread. */
const nameOf = (program: string): string => (program === 'MainThread' ? 'node' : program);

function proportionalBytes(pid: number): number {
  const [, kibibytes = '0'] =
    /^Pss:\s+(\d+)/m.exec(readOrNothing(`/proc/${pid}/smaps_rollup`)) ?? [];
  return Number(kibibytes) * 1024;
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // Gone meanwhile, or another user's.
  }
}

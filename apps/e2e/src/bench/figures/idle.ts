import { setTimeout as delay } from 'node:timers/promises';
import {
  cpuSecondsBetween,
  cpuSecondsOf,
  memoryBytesOf,
  totalOf,
} from '../measure/process-tree.js';
import type { Figure } from '../measure/report.js';
import type { Servers } from './servers.js';

export type IdleOptions = { readonly settleSeconds: number; readonly seconds: number };

/** What `npm start` costs while nobody asks for anything, PostgreSQL included. */
export async function idleFigures(
  servers: Servers,
  { settleSeconds, seconds }: IdleOptions,
): Promise<Figure[]> {
  const { roots } = await servers.server('embedded');
  await delay(settleSeconds * 1000);
  const before = cpuSecondsOf(roots);
  await delay(seconds * 1000);
  const used = totalOf(cpuSecondsBetween(before, cpuSecondsOf(roots)));
  const values = {
    'memory, MiB (PSS)': Math.round(memoryBytesOf(roots) / 2 ** 20),
    'processor, % of one core': Number(((used / seconds) * 100).toFixed(2)),
  };
  return [{ title: 'npm start at rest, the whole process tree', units: '', results: [], values }];
}

import { setTimeout as delay } from 'node:timers/promises';
import { cpuSecondsOf, memoryBytesOf } from '../measure/process-tree.js';
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
  const values = {
    'memory, MiB (PSS)': Math.round(memoryBytesOf(roots) / 2 ** 20),
    'processor, % of one core': Number(
      (((cpuSecondsOf(roots) - before) / seconds) * 100).toFixed(2),
    ),
  };
  return [{ title: 'npm start at rest, the whole process tree', unit: '', results: [], values }];
}

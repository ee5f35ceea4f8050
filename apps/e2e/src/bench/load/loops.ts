// Two ways to load a server: as fast as it answers, or at a rate of our own.
import { setTimeout as delay } from 'node:timers/promises';
import type { Histogram } from 'hdr-histogram-js';
import { newHistogram, recordMs } from '../measure/measurement.js';

export type Operation = () => Promise<unknown>;
type Loaded = { units: number; latency: Histogram };

/** Each of `workers` starts its next operation when its last one is done: a rate, not a latency. */
export async function closedLoop(
  operation: Operation,
  workers: number,
  seconds: number,
): Promise<Loaded> {
  const latency = newHistogram();
  const end = performance.now() + seconds * 1000;
  let units = 0;
  const work = async () => {
    for (let before = performance.now(); before < end;) {
      await operation();
      const now = performance.now();
      recordMs(latency, now - before);
      units += 1;
      before = now;
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return { units, latency };
}

/**
 * Starts an operation at every tick of a fixed rate, however long the earlier ones take. Latency
 * counts from the tick: a server that stalls is charged for every request that it kept waiting.
 */
export async function openLoop(
  operation: Operation,
  perSecond: number,
  seconds: number,
): Promise<Loaded> {
  const latency = newHistogram();
  const start = performance.now();
  const total = Math.round(perSecond * seconds);
  const running: Promise<void>[] = [];
  for (let next = 0; next < total; next += 1) {
    const dueMs = start + (next * 1000) / perSecond;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await delay(waitMs);
    running.push(operation().then(() => recordMs(latency, performance.now() - dueMs)));
  }
  await Promise.all(running);
  return { units: total, latency };
}

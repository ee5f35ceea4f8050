// Keeps work below a rate, so that a rebuild leaves the disk and the processors to live traffic.
import { setTimeout as delay } from 'node:timers/promises';

/** For any number of workers that share one rate. */
export class Pace {
  /** When everything that was let through is paid for, on the clock of the caller. */
  private paidAtMs = 0;

  constructor(private readonly perSecond: number) {}

  /** How many milliseconds to wait before work of so many units may begin. */
  waitMs(units: number, nowMs: number): number {
    const beginMs = Math.max(this.paidAtMs, nowMs);
    this.paidAtMs = beginMs + (units * 1_000) / this.perSecond;
    return beginMs - nowMs;
  }
}

export type PaceOptions = { readonly perSecond: number; readonly signal?: AbortSignal };

/** For `applyLog`: waits until a page of so many events may be applied. */
export function pacedBy({ perSecond, signal }: PaceOptions): (events: number) => Promise<void> {
  const pace = new Pace(perSecond);
  return async (events) => {
    const ms = pace.waitMs(events, performance.now());
    if (ms > 0) await delay(ms, undefined, { signal });
  };
}

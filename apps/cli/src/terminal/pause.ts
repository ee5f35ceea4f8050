import { setTimeout as delay } from 'node:timers/promises';

export type Pause = (ms: number) => Promise<void>;

/** Waits; not longer than until the signal. */
export const pauseUntil =
  (signal: AbortSignal): Pause =>
  (ms) =>
    delay(ms, undefined, { signal }).catch(() => undefined);

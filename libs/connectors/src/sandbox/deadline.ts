import { setTimeout as delay } from 'node:timers/promises';

export const unknown = { kind: 'unknown' } as const;
export type Unknown = typeof unknown;

/**
 * The answer of `work`, or `unknown` when it fails or has not come after `deadlineMs`. The work is
 * not cancelled: like a real acquirer, the sandbox may act although nobody waits any more.
 *
 * @param onFailure hears why an answer is unknown, unless it was only late.
 */
export function settleWithin<T>(
  deadlineMs: number,
  work: Promise<T>,
  onFailure: (error: unknown) => void,
): Promise<T | Unknown> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(unknown), deadlineMs);
    work
      .then(resolve, (error: unknown) => {
        onFailure(error);
        resolve(unknown);
      })
      .finally(() => clearTimeout(timer));
  });
}

/** Waits, without keeping the process alive for it. Rejects when the signal says to stop. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal, ref: false });

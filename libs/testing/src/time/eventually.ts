import { setTimeout as delay } from 'node:timers/promises';

const intervalMs = 20;

/**
 * Waits for a condition that no event announces: runs `attempt` until it stops throwing.
 *
 * @returns what the attempt that succeeded returned.
 * @throws the last attempt's error when `deadlineMs` is over.
 */
export async function eventually<T>(
  attempt: () => T | Promise<T>,
  { deadlineMs = 10_000 } = {},
): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() >= deadline) throw error;
      await delay(intervalMs);
    }
  }
}

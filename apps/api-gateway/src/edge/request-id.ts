// Request ids rise with time, so the log of requests is ordered, paged and divided into days by them.
import { randomUUID } from 'node:crypto';

/** What the ids of this millisecond start with; in byte order they come in the order of time. */
export const requestIdStart = (timeMs: number): string =>
  `req_${Math.max(0, timeMs).toString(36).padStart(9, '0')}`;

/** `req_` and 24 characters, of which the last 15 cannot be guessed. */
export function newRequestId(nowMs: number): string {
  const random = randomUUID(); // Its 15th and 20th characters are not random.
  return requestIdStart(nowMs) + random.slice(0, 8) + random.slice(-7);
}

/** Milliseconds since the epoch, as the id has them. */
export const timeOfRequestId = (id: string): number => parseInt(id.slice(4, 13), 36);

// What an answer means for a delivery. Only plain success counts as delivered.
import type { AttemptError } from '../delivery/attempt-errors.js';
import type { Answer } from '../delivery/exchange.js';
import { retryAfterMs, type RetrySchedule } from './retry-schedule.js';

/** How a delivery leaves the hot table. */
export type Outcome = 'delivered' | 'dead' | 'cancelled';

export type Verdict =
  | { readonly kind: 'ended'; readonly outcome: Outcome }
  /**
   * Again after `pauseMs`; `counts` is false if the attempt was not the merchant's to answer for.
   */
  | { readonly kind: 'again'; readonly pauseMs: number; readonly counts: boolean };

const goneStatus = 410;
const throttlingStatuses = new Set([429, 503]);
const ownFailurePauseMs = 1_000;

/** What went wrong with an attempt; null if nothing did. */
export function errorOf(answer: Answer): AttemptError | null {
  if (answer.kind === 'not_sent') return null;
  if (answer.kind === 'failed') return answer.error;
  const { status } = answer;
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return 'redirect';
  if (status >= 400 && status < 500) return 'http_4xx';
  return status >= 500 && status < 600 ? 'http_5xx' : 'bad_response';
}

export const saysGone = (answer: Answer): boolean =>
  answer.kind === 'answered' && answer.status === goneStatus;

/** @param attempts this one included */
export function judge(
  answer: Answer,
  delivery: { readonly livemode: boolean; readonly attempts: number },
  schedule: RetrySchedule,
  nowMs: number,
): Verdict {
  if (answer.kind === 'not_sent')
    return { kind: 'again', pauseMs: ownFailurePauseMs, counts: false };
  if (errorOf(answer) === null) return { kind: 'ended', outcome: 'delivered' };
  if (saysGone(answer)) return { kind: 'ended', outcome: 'cancelled' };
  const pauseMs = schedule.pauseMs(delivery.livemode, delivery.attempts);
  if (pauseMs === null) return { kind: 'ended', outcome: 'dead' };
  const throttled = answer.kind === 'answered' && throttlingStatuses.has(answer.status);
  const asked = throttled ? retryAfterMs(answer.retryAfter, nowMs) : 0;
  return { kind: 'again', pauseMs: Math.max(pauseMs, asked), counts: true };
}

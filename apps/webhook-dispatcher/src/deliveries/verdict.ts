// What an answer means for a delivery. Only plain success counts as delivered.
import type { AttemptError } from '../delivery/attempt-errors.js';
import type { Answer } from '../delivery/exchange.js';
import { retryAfterMs, type RetrySchedule } from './retry-schedule.js';

/** How a delivery leaves the hot table. */
export type Outcome = 'delivered' | 'dead' | 'cancelled';

/** Why an endpoint's own server closes it: it is gone, or it asks for that in a header. */
export type ClosingReason = 'gone' | 'asked';

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

/** Whether the endpoint is to get nothing any more; null if it is not. */
export function closingReason(answer: Answer): ClosingReason | null {
  if (answer.kind !== 'answered') return null;
  if (answer.status === goneStatus) return 'gone';
  return answer.asked === 'disable' ? 'asked' : null;
}

/** The endpoint took too long, or said that it is asked too much. */
export const showsOverload = (answer: Answer): boolean =>
  answer.kind === 'answered'
    ? throttlingStatuses.has(answer.status)
    : answer.kind === 'failed' && answer.error === 'timeout';

/** What of a delivery and its endpoint bears on the verdict. */
export type Judged = {
  readonly livemode: boolean;
  /** The one that is judged included. */
  readonly attempts: number;
  /** The endpoint's own schedule, in seconds. */
  readonly retryDelaysS: readonly number[] | null;
};

export function judge(
  answer: Answer,
  { livemode, attempts, retryDelaysS }: Judged,
  schedule: RetrySchedule,
  nowMs: number,
): Verdict {
  if (answer.kind === 'not_sent')
    return { kind: 'again', pauseMs: ownFailurePauseMs, counts: false };
  if (errorOf(answer) === null) return { kind: 'ended', outcome: 'delivered' };
  const aborted = answer.kind === 'answered' && answer.asked === 'abort-message';
  if (aborted || closingReason(answer) !== null) return { kind: 'ended', outcome: 'cancelled' };
  const pauseMs = schedule.pauseMs(livemode, attempts, retryDelaysS);
  if (pauseMs === null) return { kind: 'ended', outcome: 'dead' };
  const throttled = answer.kind === 'answered' && throttlingStatuses.has(answer.status);
  const asked = throttled ? retryAfterMs(answer.retryAfter, nowMs) : 0;
  return { kind: 'again', pauseMs: Math.max(pauseMs, asked), counts: true };
}

// One attempt: sign, POST, judge. What it means for the delivery is all in the result.
import type { Clock } from '@ledgerway/platform';
import type { Answer } from '../delivery/exchange.js';
import { requestHeaders } from '../delivery/kept-headers.js';
import type { Sender } from '../delivery/sender.js';
import type { ClaimedDelivery } from './claims.js';
import { deliveryHeaders } from './delivery-headers.js';
import type { EndpointProfile } from './profiles.js';
import type { Result } from './results.js';
import type { RetrySchedule } from './retry-schedule.js';
import { errorOf, judge, type Verdict } from './verdict.js';

export type AttemptTools = {
  readonly sender: Pick<Sender, 'post'>;
  readonly schedule: RetrySchedule;
  readonly clock: Clock;
};

export type Attempt = { readonly answer: Answer; readonly ms: number; readonly result: Result };

/** Never rejects. */
export async function makeAttempt(
  delivery: ClaimedDelivery,
  profile: EndpointProfile,
  { sender, schedule, clock }: AttemptTools,
): Promise<Attempt> {
  const startedAtMs = clock.now();
  const started = performance.now();
  const secrets = profile.secrets.filter(({ expiresAtMs }) => expiresAtMs > startedAtMs);
  const headers = deliveryHeaders(delivery, secrets, startedAtMs);
  const answer = await sender.post(profile, [...headers, ...profile.customHeaders], delivery.body);
  const ms = performance.now() - started;
  const made = delivery.attempts + 1;
  const nowMs = clock.now();
  // A test is to show how the endpoint is now.
  const retryDelaysS = delivery.trigger === 'test' ? [] : profile.retryDelaysS;
  const judged = { livemode: profile.livemode, attempts: made, retryDelaysS };
  const verdict = judge(answer, judged, schedule, nowMs);
  const attempt =
    answer.kind === 'not_sent'
      ? null
      : {
          startedAtMs,
          ms,
          status: answer.kind === 'answered' ? answer.status : null,
          error: errorOf(answer),
          response: answer.response,
          timings: answer.timings,
          remoteIp: answer.remoteIp,
          requestHeaders: requestHeaders(headers, profile.customHeaders),
          responseHeaders: answer.responseHeaders,
        };
  const next = afterwards(verdict, delivery, nowMs);
  const counts = verdict.kind === 'ended' || verdict.counts;
  const result = { delivery, attempts: counts ? made : delivery.attempts, attempt, next };
  return { answer, ms, result };
}

function afterwards(verdict: Verdict, delivery: ClaimedDelivery, nowMs: number): Result['next'] {
  if (verdict.kind === 'again') return { at: new Date(nowMs + delivery.aheadMs + verdict.pauseMs) };
  const { outcome } = verdict;
  const blocks = outcome === 'dead' && delivery.blocksWhenDead;
  return blocks ? { at: delivery.nextAt, blocked: true } : { outcome };
}

/** Back to where it was before it was claimed: no attempt was made. */
export const untouched = (delivery: ClaimedDelivery): Result => ({
  delivery,
  attempts: delivery.attempts,
  attempt: null,
  next: { at: delivery.nextAt },
});

const postponeMs = 60_000;

/** Its endpoint cannot be read, which is our fault and no attempt. */
export const postponed = (delivery: ClaimedDelivery, nowMs: number): Result => ({
  ...untouched(delivery),
  next: { at: new Date(nowMs + delivery.aheadMs + postponeMs) },
});

/** Its endpoint is closed. */
export const cancelled = (result: Result): Result => ({
  ...result,
  next: { outcome: 'cancelled' },
});

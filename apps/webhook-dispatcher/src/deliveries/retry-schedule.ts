// When a failed delivery is tried again.

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/**
 * Pauses after the first, second, … attempt. Test mode: attempts at 0, 5 min, 30 min and 3 h, since
 * a developer waits for them. Live mode: the sample of the Standard Webhooks specification, ten
 * attempts over 75 hours, which outlives a weekend.
 */
const pausesMs = {
  test: [5 * minuteMs, 25 * minuteMs, 2.5 * hourMs],
  live: [
    5 * secondMs,
    5 * minuteMs,
    30 * minuteMs,
    2 * hourMs,
    5 * hourMs,
    10 * hourMs,
    14 * hourMs,
    20 * hourMs,
    24 * hourMs,
  ],
};
const jitter = 0.2;
const maxRetryAfterMs = 24 * hourMs;

export class RetrySchedule {
  /**
   * @param scale divides every pause
   * @param random uniform in [0, 1)
   */
  constructor(
    private readonly scale: number,
    private readonly random: () => number,
  ) {}

  /**
   * @param own pauses in seconds, of an endpoint that has a schedule of its own
   * @returns the pause after `attempts` attempts; null when that was the last one.
   */
  pauseMs(
    livemode: boolean,
    attempts: number,
    own: readonly number[] | null = null,
  ): number | null {
    const ownS = own?.[attempts - 1];
    const usual = pausesMs[livemode ? 'live' : 'test'][attempts - 1];
    const pause = own === null ? usual : ownS && ownS * secondMs;
    if (pause === undefined) return null;
    return (pause * (1 - jitter + 2 * jitter * this.random())) / this.scale;
  }
}

/**
 * How long a `Retry-After` asks us to stay away, at most a day: seconds or an HTTP date (RFC 9110,
 * 10.2.3). It is the receiver's own time, which no scale divides. 0 if it says nothing usable.
 */
export function retryAfterMs(header: string | null, nowMs: number): number {
  if (header === null) return 0;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * secondMs : Date.parse(header) - nowMs;
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(0, ms), maxRetryAfterMs);
}

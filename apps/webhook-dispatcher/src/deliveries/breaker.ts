// Leaves an endpoint alone that does not take what it is sent. Closed, everything goes; open, nothing
// does, which spends no attempt; half open, one request at a time shows whether the endpoint is back.

export type BreakerLimits = {
  /** How long it is open at first; twice as long each time after that, up to the longest. */
  readonly breakerPauseMs: number;
  readonly maxBreakerPauseMs: number;
};

/** How an attempt went. Whatever the status, an answer is an answer. */
export type Tried = { readonly answered: boolean; readonly succeeded: boolean };

const unansweredToOpen = 5;
const attemptsToJudge = 20;
const failedShareToOpen = 0.5;

export class Breaker {
  /** In a row. */
  private unanswered = 0;
  /** The last ones, true for those that failed. */
  private failed: boolean[] = [];
  private openings = 0;
  private openedAtMs = -Infinity;
  private untilMs = 0;

  constructor(private readonly limits: BreakerLimits) {}

  /** Until when nothing goes; a time in the past if it is not open. */
  get openUntilMs(): number {
    return this.untilMs;
  }

  isOpen(nowMs: number): boolean {
    return nowMs < this.untilMs;
  }

  /** It was opened and not closed since: once it is not open any more, it is half open. */
  get isProbing(): boolean {
    return this.openings > 0;
  }

  /** @returns true if that has opened it */
  tried({ answered, succeeded }: Tried, startedAtMs: number, nowMs: number): boolean {
    // Requests that were under way when it opened add nothing to what is known.
    if (this.isOpen(nowMs) || startedAtMs < this.openedAtMs) return false;
    if (succeeded && this.isProbing) this.failed = [];
    this.failed.push(!succeeded);
    if (this.failed.length > attemptsToJudge) this.failed.shift();
    this.unanswered = answered ? 0 : this.unanswered + 1;
    const isBad = this.unanswered >= unansweredToOpen || this.hasMostlyFailed();
    if (succeeded || !isBad) {
      this.openings = 0;
      return false;
    }
    const { breakerPauseMs, maxBreakerPauseMs } = this.limits;
    const pauseMs = Math.min(breakerPauseMs * 2 ** Math.min(this.openings, 10), maxBreakerPauseMs);
    this.openings += 1;
    this.openedAtMs = nowMs;
    this.untilMs = nowMs + pauseMs;
    return true;
  }

  private hasMostlyFailed(): boolean {
    if (this.failed.length < attemptsToJudge) return false;
    const count = this.failed.reduce((sum, failed) => sum + Number(failed), 0);
    return count >= attemptsToJudge * failedShareToOpen;
  }
}

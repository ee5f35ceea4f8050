/** Lets through `perS` a second, and as many at once after a second without any. */
export class TokenBucket {
  private tokens: number;
  private filledAtMs: number | undefined;

  constructor(readonly perS: number) {
    this.tokens = perS;
  }

  /** Whole tokens that are there now. */
  available(nowMs: number): number {
    const passedMs = Math.max(0, nowMs - (this.filledAtMs ?? nowMs));
    this.tokens = Math.min(this.perS, this.tokens + (passedMs * this.perS) / 1_000);
    this.filledAtMs = nowMs;
    return Math.floor(this.tokens);
  }

  /** Only after `available` said that there is one. */
  take(): void {
    this.tokens -= 1;
  }
}

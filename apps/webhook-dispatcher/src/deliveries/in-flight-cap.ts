// How many requests one endpoint gets at a time: more while it answers quickly, half as many as
// soon as it says or shows that it has too many (additive increase, multiplicative decrease).

export type CapLimits = { readonly start: number; readonly max: number };

const quickSuccessesToGrow = 20;

export class InFlightCap {
  private cap: number;
  private quickSuccesses = 0;
  private halvedAtMs = -Infinity;

  constructor(private readonly limits: CapLimits) {
    this.cap = limits.start;
  }

  get current(): number {
    return this.cap;
  }

  quickSuccess(): void {
    this.quickSuccesses += 1;
    if (this.quickSuccesses < quickSuccessesToGrow) return;
    this.quickSuccesses = 0;
    this.cap = Math.min(this.cap + 1, this.limits.max);
  }

  /** @param startedAtMs of the request: those sent before the last halving know nothing of it. */
  overloaded(startedAtMs: number, nowMs: number): void {
    this.quickSuccesses = 0;
    if (startedAtMs < this.halvedAtMs) return;
    this.halvedAtMs = nowMs;
    this.cap = Math.max(1, Math.floor(this.cap / 2));
  }
}

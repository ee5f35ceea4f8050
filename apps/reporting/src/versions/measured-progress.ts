// From counts to what people want to know: how fast it goes and how long it takes.

export type MeasuredProgress = {
  readonly done: bigint;
  readonly total: bigint;
  /** Since the beginning of this run; null until there is something to measure. */
  readonly perSecond: number | null;
  readonly etaSeconds: number | null;
};

export class ProgressMeter {
  private begun: { readonly atMs: number; readonly done: bigint } | undefined;

  /** @param nowMs on any clock that does not go back */
  measure(done: bigint, total: bigint, nowMs: number): MeasuredProgress {
    this.begun ??= { atMs: nowMs, done };
    const seconds = (nowMs - this.begun.atMs) / 1_000;
    const applied = Number(done - this.begun.done);
    if (seconds <= 0 || applied <= 0) return { done, total, perSecond: null, etaSeconds: null };
    const perSecond = applied / seconds;
    const missing = total > done ? Number(total - done) : 0;
    return {
      ...{ done, total },
      perSecond: Math.round(perSecond),
      etaSeconds: Math.ceil(missing / perSecond),
    };
  }
}

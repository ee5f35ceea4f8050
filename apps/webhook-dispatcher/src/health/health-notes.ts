// What this process has seen of endpoints since it was last written down. A delivery costs a few
// assignments here; what a crash loses of it, the next attempts say again.

/** How one attempt went. */
export type HealthNote = {
  readonly endpointId: string;
  readonly succeeded: boolean;
  /** By the clock of the endpoint's account. */
  readonly atMs: number;
  /** Until when the endpoint is left alone, by our clock; null if it is not. */
  readonly openAtMs: number | null;
};

/** Of one endpoint. Failures are those after its last success. */
export type HealthSummary = {
  readonly endpointId: string;
  readonly succeededAtMs: number | null;
  readonly firstFailureAtMs: number | null;
  readonly lastFailureAtMs: number | null;
  readonly failures: number;
  readonly openAtMs: number | null;
};

export class HealthNotes {
  private seen = new Map<string, HealthSummary>();

  note({ endpointId, succeeded, atMs, openAtMs }: HealthNote): void {
    const before = this.seen.get(endpointId);
    this.seen.set(
      endpointId,
      succeeded
        ? { ...nothing, endpointId, succeededAtMs: atMs, openAtMs }
        : {
            endpointId,
            succeededAtMs: before?.succeededAtMs ?? null,
            firstFailureAtMs: before?.firstFailureAtMs ?? atMs,
            lastFailureAtMs: atMs,
            failures: (before?.failures ?? 0) + 1,
            openAtMs,
          },
    );
  }

  /** Everything since it was last taken. */
  take(): HealthSummary[] {
    const taken = [...this.seen.values()];
    this.seen = new Map();
    return taken;
  }
}

const nothing = { firstFailureAtMs: null, lastFailureAtMs: null, failures: 0 };

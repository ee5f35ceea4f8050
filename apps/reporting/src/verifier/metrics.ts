import { Gauge, type Registry } from 'prom-client';
import type { Invariant, Violation } from '../invariants/violation.js';
import type { Kind } from './last-runs.js';

/** What a run of each kind looks at. */
const looksAt: Readonly<Record<Kind, readonly Invariant[]>> = {
  sample: ['I5', 'I6', 'I8', 'I9', 'I13'],
  full: ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I8', 'I9', 'I11', 'I12', 'I13'],
};

export class VerifierMetrics {
  private readonly violations: Gauge<'kind' | 'invariant'>;
  private readonly ended: Gauge<'kind'>;
  private readonly seconds: Gauge<'kind'>;
  private readonly endedMs = new Map<Kind, number>();

  constructor(registry: Registry, nowMs: () => number) {
    const registers = [registry];
    const { endedMs } = this;
    this.violations = new Gauge({
      name: 'ledgerway_verify_violations',
      help: 'Violations that the last run found',
      labelNames: ['kind', 'invariant'],
      registers,
    });
    this.ended = new Gauge({
      name: 'ledgerway_verify_last_run_timestamp_seconds',
      help: 'When the last run ended',
      labelNames: ['kind'],
      registers,
    });
    this.seconds = new Gauge({
      name: 'ledgerway_verify_run_seconds',
      help: 'How long the last run took',
      labelNames: ['kind'],
      registers,
    });
    new Gauge({
      name: 'ledgerway_verify_age_seconds',
      help: 'How long ago the last run ended',
      labelNames: ['kind'],
      registers,
      collect() {
        for (const [kind, ms] of endedMs) this.set({ kind }, (nowMs() - ms) / 1000);
      },
    });
  }

  /** Of any process: what is known of runs before this process began, or of another one's. */
  lastEnded(kind: Kind, ms: number): void {
    this.endedMs.set(kind, ms);
    this.ended.set({ kind }, ms / 1000);
  }

  ran(kind: Kind, tookMs: number, found: readonly Violation[]): void {
    this.seconds.set({ kind }, tookMs / 1000);
    for (const invariant of looksAt[kind]) {
      const count = found.filter((violation) => violation.invariant === invariant).length;
      this.violations.set({ kind, invariant }, count);
    }
  }
}

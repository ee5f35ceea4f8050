// What an operator sees of webhooks. No label names a merchant or an endpoint.
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { AttemptRecord, Result } from './deliveries/results.js';
import { LaneMetrics } from './lane-metrics.js';

const name = (suffix: string) => `ledgerway_webhook_${suffix}`;
const durations = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30];
const ages = [...durations, 60, 300, 3_600, 21_600, 86_400, 259_200];

export class DispatcherMetrics {
  readonly attempts: Counter<'result' | 'error_code' | 'trigger'>;
  readonly attemptSeconds: Histogram<'phase'>;
  readonly ended: Counter<'outcome'>;
  readonly deliveryAgeSeconds: Histogram;
  readonly claimSeconds: Histogram;
  readonly mismatches: Counter;
  /** Endpoints that were closed, and not by their owners. */
  readonly disabled: Counter<'reason'>;
  readonly connections: Counter<'reused'>;
  readonly lanes: LaneMetrics;
  /** Due and not yet claimed; what is only scheduled is healthy and counted apart. */
  readonly overdue: Gauge;
  readonly overdueOldestSeconds: Gauge;
  readonly scheduled: Gauge;

  constructor(registry: Registry, inFlight: () => number, haltedPartitions: () => number) {
    const registers = [registry];
    this.lanes = new LaneMetrics(registry);
    const gauge = (suffix: string, help: string, read?: () => number) =>
      new Gauge({
        name: name(suffix),
        help,
        registers,
        ...(read && {
          collect(this: Gauge) {
            this.set(read());
          },
        }),
      });
    this.attempts = new Counter({
      name: name('attempts_total'),
      help: 'Requests to endpoints by result',
      labelNames: ['result', 'error_code', 'trigger'],
      registers,
    });
    this.attemptSeconds = new Histogram({
      name: name('attempt_duration_seconds'),
      help: 'Duration of a request to an endpoint, and of its phases',
      labelNames: ['phase'],
      buckets: durations,
      registers,
    });
    this.ended = new Counter({
      name: name('deliveries_total'),
      help: 'Deliveries that ended, by outcome: delivered, dead or cancelled',
      labelNames: ['outcome'],
      registers,
    });
    this.deliveryAgeSeconds = new Histogram({
      name: name('delivery_age_seconds'),
      help: 'Time from taking an event in to its delivery',
      buckets: ages,
      registers,
    });
    this.claimSeconds = new Histogram({
      name: name('claim_duration_seconds'),
      help: 'Duration of one claim',
      buckets: durations,
      registers,
    });
    this.mismatches = new Counter({
      name: name('result_mismatches_total'),
      help: 'Results for deliveries that were not leased to this process any more; must stay 0',
      registers,
    });
    this.disabled = new Counter({
      name: name('endpoints_disabled_total'),
      help: 'Endpoints that were disabled, and not by their owners',
      labelNames: ['reason'],
      registers,
    });
    this.connections = new Counter({
      name: name('connections_total'),
      help: 'Answers of endpoints by whether the socket was open before',
      labelNames: ['reused'],
      registers,
    });
    this.overdue = gauge('overdue', 'Deliveries that should have been tried by now');
    this.overdueOldestSeconds = gauge('overdue_oldest_seconds', 'How late the latest of them is');
    this.scheduled = gauge('scheduled', 'Deliveries whose next attempt lies in the future');
    gauge('inflight', 'Requests to endpoints under way', inFlight);
    gauge('halted_partitions', 'Partitions whose events cannot be taken in', haltedPartitions);
  }

  written(batch: readonly Result[], nowMs: number): void {
    for (const { delivery, attempt, next } of batch) {
      if (attempt !== null) {
        const error_code = attempt.error ?? '';
        const result = error_code === '' ? 'succeeded' : 'failed';
        this.attempts.inc({ result, error_code, trigger: delivery.trigger });
        this.timed(attempt);
      }
      if (!('outcome' in next)) continue;
      this.ended.inc({ outcome: next.outcome });
      if (next.outcome === 'delivered')
        this.deliveryAgeSeconds.observe((nowMs - delivery.createdAt.getTime()) / 1000);
    }
  }

  private timed({ ms, timings }: AttemptRecord): void {
    this.attemptSeconds.observe({ phase: 'total' }, ms / 1000);
    const { dnsMs, connectMs, tlsMs, firstByteMs } = timings;
    const phases = { dns: dnsMs, connect: connectMs, tls: tlsMs, first_byte: firstByteMs };
    for (const [phase, phaseMs] of Object.entries(phases))
      if (phaseMs !== null) this.attemptSeconds.observe({ phase }, phaseMs / 1000);
    if (firstByteMs !== null) this.connections.inc({ reused: String(connectMs === null) });
  }
}

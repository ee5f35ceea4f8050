import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** One registry per process; constructors bound to it, so a metric cannot land elsewhere. */
export type Metrics = {
  registry: Registry;
  counter<L extends string>(name: string, help: string, labels?: readonly L[]): Counter<L>;
  gauge<L extends string>(name: string, help: string, labels?: readonly L[]): Gauge<L>;
  /** `buckets` are upper bounds in the metric's own unit; durations are in seconds. */
  histogram<L extends string>(
    name: string,
    help: string,
    options?: { labels?: readonly L[]; buckets?: number[] },
  ): Histogram<L>;
};

/** @param processMetrics also collect memory, CPU and event-loop delay of this process. */
export function createMetrics({ processMetrics = true } = {}): Metrics {
  const registry = new Registry();
  if (processMetrics) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    counter: (name, help, labels = []) =>
      new Counter({ name, help, labelNames: [...labels], registers }),
    gauge: (name, help, labels = []) =>
      new Gauge({ name, help, labelNames: [...labels], registers }),
    histogram: (name, help, { labels = [], buckets } = {}) =>
      new Histogram({
        name,
        help,
        labelNames: [...labels],
        registers,
        ...(buckets && { buckets }),
      }),
  };
}

import { Counter, Gauge, type Registry } from 'prom-client';

export type ProjectionMetrics = {
  readonly applied: Counter;
  readonly gaps: Counter;
  readonly halted: Gauge<'partition'>;
  readonly lag: Gauge<'partition'>;
};

export function projectionMetrics(registry: Registry): ProjectionMetrics {
  const registers = [registry];
  return {
    applied: new Counter({
      name: 'ledgerway_projection_events_applied_total',
      help: 'Events applied to the read models',
      registers,
    }),
    gaps: new Counter({
      name: 'ledgerway_projection_gaps_total',
      help: 'Times that the topic lacked events, which were then read from the log',
      registers,
    }),
    halted: new Gauge({
      name: 'ledgerway_projection_halted',
      help: '1 for a partition that stopped at an event it cannot apply',
      labelNames: ['partition'],
      registers,
    }),
    lag: new Gauge({
      name: 'ledgerway_projection_lag_events',
      help: 'Events in the log that the read models do not have yet',
      labelNames: ['partition'],
      registers,
    }),
  };
}

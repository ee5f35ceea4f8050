import { Counter, Gauge, type Registry } from 'prom-client';

export type SealMetrics = {
  readonly made: Counter;
  readonly unsealed: Gauge;
  readonly halted: Gauge<'partition'>;
};

export const sealMetrics = (registry: Registry): SealMetrics => ({
  made: new Counter({
    name: 'ledgerway_seals_made_total',
    help: 'Seals of the event log that this process made',
    registers: [registry],
  }),
  unsealed: new Gauge({
    name: 'ledgerway_seals_unsealed_events',
    help: 'Events of the owned partitions that no seal covers yet',
    registers: [registry],
  }),
  halted: new Gauge({
    name: 'ledgerway_seals_halted',
    help: '1 for a partition whose seals contradict those outside the database',
    labelNames: ['partition'],
    registers: [registry],
  }),
});

// How far the service's background work is behind.
import { Gauge, type Registry } from 'prom-client';

export function paymentsMetrics(
  registry: Registry,
  read: { behind: () => number; open: () => number; untold: () => number },
): void {
  new Gauge({
    name: 'ledgerway_payments_unpublished_events',
    help: 'Events in the log that are not on the topic yet',
    registers: [registry],
    collect() {
      this.set(read.behind());
    },
  });
  new Gauge({
    name: 'ledgerway_payments_open_intents',
    help: 'Intents without a final answer of the acquirer',
    registers: [registry],
    collect() {
      this.set(read.open());
    },
  });
  new Gauge({
    name: 'ledgerway_payments_unfed_events',
    help: 'Events in the log that merchants were not told of yet',
    registers: [registry],
    collect() {
      this.set(read.untold());
    },
  });
}

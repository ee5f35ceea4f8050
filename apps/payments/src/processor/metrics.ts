// What the processor measures about itself.
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Draft, Work } from './work.js';

export class ProcessorMetrics {
  private readonly commands: Counter<'kind'>;
  private readonly events: Counter;
  private readonly rejected: Counter<'reason'>;
  private readonly parked: Counter;
  private readonly batchCommands: Histogram;
  private readonly appendSeconds: Histogram;

  constructor(registry: Registry, queued: () => number, owned: () => number) {
    const registers = [registry];
    this.commands = new Counter({
      name: 'ledgerway_payments_commands_total',
      help: 'Commands applied, by kind: logged (merchants) or internal (acquirer, timers)',
      labelNames: ['kind'],
      registers,
    });
    this.events = new Counter({
      name: 'ledgerway_payments_events_total',
      help: 'Events appended to the log',
      registers,
    });
    this.rejected = new Counter({
      name: 'ledgerway_payments_rejections_total',
      help: 'Commands refused, by reason',
      labelNames: ['reason'],
      registers,
    });
    this.parked = new Counter({
      name: 'ledgerway_payments_parked_total',
      help: 'Commands put aside because of a bug or unreadable bytes',
      registers,
    });
    this.batchCommands = new Histogram({
      name: 'ledgerway_payments_batch_commands',
      help: 'Commands in one append',
      buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000],
      registers,
    });
    this.appendSeconds = new Histogram({
      name: 'ledgerway_payments_append_seconds',
      help: 'Time of one append, commit included',
      buckets: [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    });
    gauge('ledgerway_payments_queued_commands', 'Commands waiting to be applied', queued, registry);
    gauge('ledgerway_payments_owned_partitions', 'Log partitions owned', owned, registry);
  }

  applied(batch: readonly Work[], draft: Draft): void {
    this.batchCommands.observe(batch.length);
    const logged = batch.filter((work) => work.kind === 'logged').length;
    this.commands.inc({ kind: 'logged' }, logged);
    this.commands.inc({ kind: 'internal' }, batch.length - logged);
    this.parked.inc(draft.parked.length);
    for (const part of draft.partitions.values()) {
      this.events.inc(part.events.length);
      for (const { event } of part.records)
        if (event.type === 'CommandRejected') this.rejected.inc({ reason: event.reason });
    }
  }

  async timeAppend<T>(append: () => Promise<T>): Promise<T> {
    const stop = this.appendSeconds.startTimer();
    try {
      return await append();
    } finally {
      stop();
    }
  }
}

function gauge(name: string, help: string, read: () => number, registry: Registry): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}

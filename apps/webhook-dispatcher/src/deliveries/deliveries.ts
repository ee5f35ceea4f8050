// Keeps a dispatcher running whenever this process owns the deliveries, and none when it does not.
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock, Database, Logger } from '@ledgerway/platform';
import type { Backlog } from './backlog.js';
import { Dispatcher, type DispatcherOptions } from './dispatcher.js';
import type { Ownership, Tenure } from './ownership.js';

export type DeliveriesOptions = Omit<DispatcherOptions, 'onMismatch'> & {
  readonly ownership: Ownership;
  readonly backlog: Backlog;
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
};

const measureEveryMs = 15_000;
const graceMs = 5_000;
const pauseMs = 1_000;
const monthsAhead = 3;

const prepareHistorySql = `select prepare_history($1::date, $2)`;

export class Deliveries {
  private dispatcher: Dispatcher | undefined;
  private readonly stopped = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: DeliveriesOptions) {}

  get inFlight(): number {
    return this.dispatcher?.inFlight ?? 0;
  }

  start(): void {
    this.running = this.run();
  }

  /** These endpoints have new deliveries: their owner is to look, wherever it runs. */
  wake(endpointIds: ReadonlySet<string>): void {
    if (endpointIds.size === 0) return;
    if (this.dispatcher !== undefined) this.dispatcher.wake(endpointIds);
    else void this.options.ownership.notify();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      const tenure = await this.options.ownership.acquire(() => this.dispatcher?.wake(), signal);
      if (tenure === undefined) return;
      try {
        await this.own(tenure);
      } catch (error) {
        this.options.logger.error({ err: error }, 'deliveries stopped; beginning anew');
        await delay(pauseMs, undefined, { signal }).catch(() => undefined);
      } finally {
        tenure.release();
      }
    }
  }

  private async own(tenure: Tenure): Promise<void> {
    const { claims, database, clock, logger } = this.options;
    const takenBack = await claims.takeBack();
    if (takenBack > 0) logger.info({ deliveries: takenBack }, 'took back what was under way');
    await database.query(prepareHistorySql, [new Date(clock.now()), monthsAhead]);
    const over = Promise.withResolvers<void>();
    const dispatcher = new Dispatcher(
      { ...this.options, onMismatch: () => over.resolve() },
      tenure.epoch,
    );
    const stop = () => over.resolve();
    this.stopped.signal.addEventListener('abort', stop);
    if (this.stopped.signal.aborted) stop();
    const timer = setInterval(() => void this.measure(dispatcher), measureEveryMs);
    dispatcher.start();
    this.dispatcher = dispatcher;
    await Promise.race([tenure.lost, over.promise]);
    this.dispatcher = undefined;
    clearInterval(timer);
    this.stopped.signal.removeEventListener('abort', stop);
    await dispatcher.stop(graceMs);
    this.options.backlog.clear();
  }

  private async measure(dispatcher: Dispatcher): Promise<void> {
    try {
      await this.options.backlog.measure(dispatcher.closedEndpoints);
    } catch (error) {
      this.options.logger.warn({ err: error }, 'the backlog could not be measured');
    }
  }
}

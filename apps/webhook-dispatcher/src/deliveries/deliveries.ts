// Keeps a dispatcher running for as long as this process takes part in the sending, and begins anew
// when it has lost its part.
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock, Database, Logger } from '@ledgerway/platform';
import type { Backlog } from './backlog.js';
import { Dispatcher, type DispatcherOptions } from './dispatcher.js';
import { balanceEveryMs, type Ownership, type Tenure } from './ownership.js';

export type DeliveriesOptions = Omit<DispatcherOptions, 'onMismatch' | 'onElsewhere'> & {
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

  /** These endpoints have new deliveries: their owners are to look, wherever they run. */
  wake(endpointIds: ReadonlySet<string>): void {
    const { dispatcher } = this;
    dispatcher?.wake(endpointIds);
    const elsewhere = [...endpointIds].filter((id) => dispatcher?.isOwn(id) !== true);
    if (elsewhere.length > 0) void this.options.ownership.notify(elsewhere);
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      const onNews = (ids?: readonly string[]) => this.dispatcher?.wake(ids);
      const tenure = await this.options.ownership.acquire(onNews, signal);
      if (tenure === undefined) return;
      try {
        await this.own(tenure);
      } catch (error) {
        this.options.logger.error({ err: error }, 'deliveries stopped; beginning anew');
        await delay(pauseMs, undefined, { signal }).catch(() => undefined);
      } finally {
        await tenure.release();
      }
    }
  }

  private async own(tenure: Tenure): Promise<void> {
    const { database, clock, ownership } = this.options;
    await database.query(prepareHistorySql, [new Date(clock.now()), monthsAhead]);
    const over = Promise.withResolvers<void>();
    const stop = () => over.resolve();
    const dispatcher = new Dispatcher(
      {
        ...this.options,
        onMismatch: stop,
        onElsewhere: (ids) => void ownership.notify(ids),
      },
      tenure.epoch,
    );
    this.stopped.signal.addEventListener('abort', stop);
    if (this.stopped.signal.aborted) stop();
    const timer = setInterval(() => void this.measure(dispatcher), measureEveryMs);
    dispatcher.start();
    this.dispatcher = dispatcher;
    const ended = Promise.race([tenure.lost, over.promise]).then(() => 'ended' as const);
    do await this.balance(tenure, dispatcher);
    while ((await Promise.race([ended, delay(balanceEveryMs, 'goes on')])) !== 'ended');
    this.dispatcher = undefined;
    clearInterval(timer);
    this.stopped.signal.removeEventListener('abort', stop);
    await dispatcher.stop(graceMs);
    this.options.backlog.clear();
  }

  private async balance(tenure: Tenure, dispatcher: Dispatcher): Promise<void> {
    const { claims, logger } = this.options;
    await tenure.balance(dispatcher);
    try {
      const takenBack = await claims.takeBack();
      if (takenBack === 0) return;
      logger.info({ deliveries: takenBack }, 'took back what was under way elsewhere');
      dispatcher.wake();
    } catch (error) {
      logger.warn({ err: error }, 'what others had under way could not be taken back');
    }
  }

  private async measure(dispatcher: Dispatcher): Promise<void> {
    try {
      await this.options.backlog.measure(
        (endpointId) => dispatcher.isOwn(endpointId),
        (endpointId) => dispatcher.isExpected(endpointId),
      );
    } catch (error) {
      this.options.logger.warn({ err: error }, 'the backlog could not be measured');
    }
  }
}

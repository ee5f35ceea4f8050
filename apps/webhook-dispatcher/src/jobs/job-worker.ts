// Works jobs off, page by page. A page is one transaction that makes its deliveries and moves the
// job on: a process that is killed leaves the job where its last page ended, and whichever process
// takes it up makes nothing twice.
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock, Database, Logger, Transaction } from '@ledgerway/platform';
import { pageSql, scopeValues, type JobScope } from './job-events.js';
import type { JobRow } from './job-rows.js';
import { findOpenEndpoint, type OpenEndpoint } from './open-endpoints.js';
import { redeliver } from './redelivery.js';

export type JobWorkerOptions = {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'info' | 'error'>;
  /** This endpoint has new deliveries. */
  readonly onMade: (endpointIds: ReadonlySet<string>) => void;
  /** Events that one transaction looks at. */
  readonly pageSize?: number;
};

const defaultPageSize = 500;
/** Deliveries of jobs that may wait for one endpoint: the hot table stays small. */
export const maxWaiting = 2_000;
const pauseMs = 500;
const maxPauseMs = 10_000;

// The oldest job whose endpoint has room and that no other process works on at this moment.
const takeSql = `
  select * from bulk_job j
  where state = 'running' and (
    select count(*) from (
      select from delivery d where d.endpoint_id = j.endpoint_id and d.pool = 'bulk'
      limit ${maxWaiting}
    ) waiting) < ${maxWaiting}
  order by seq limit 1
  for update skip locked`;

const advanceSql = `
  update bulk_job set after_created = $2, after_seq = $3, done = done + $4, state = $5, ended_at = $6
  where job_id = $1`;

type PageRow = {
  readonly event_id: string;
  readonly created: string;
  readonly seq: string;
  readonly wanted: boolean;
};

export class JobWorker {
  private readonly stopped = new AbortController();
  private wakeUp = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: JobWorkerOptions) {}

  start(): void {
    this.running = this.run();
  }

  /** There may be something to do. */
  wake(): void {
    this.wakeUp.abort();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    this.wake();
    await this.running;
  }

  /** One page of one job. @returns whether there was any */
  async step(): Promise<boolean> {
    const endpointId = await this.options.database.transaction(async (transaction) => {
      const { rows } = await transaction.query<JobRow>(takeSql);
      if (rows[0] === undefined) return undefined;
      await this.work(transaction, rows[0]);
      return rows[0].endpoint_id;
    });
    if (endpointId === undefined) return false;
    this.options.onMade(new Set([endpointId]));
    return true;
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.stopped.signal.aborted;) {
      this.wakeUp = new AbortController();
      try {
        const worked = await this.step();
        failures = 0;
        if (!worked) await this.pause(pauseMs);
      } catch (error) {
        failures += 1;
        this.options.logger.error({ err: error, failures }, 'a webhook job could not go on');
        await this.pause(Math.min(pauseMs * 2 ** failures, maxPauseMs));
      }
    }
  }

  private async pause(ms: number): Promise<void> {
    if (this.stopped.signal.aborted) return;
    await delay(ms, undefined, { signal: this.wakeUp.signal, ref: false }).catch(() => undefined);
  }

  private async work(transaction: Transaction, job: JobRow): Promise<void> {
    const tenant = { merchantId: job.merchant_id, livemode: job.livemode };
    const endpoint = await findOpenEndpoint(transaction, tenant, job.endpoint_id);
    // What is made for a closed endpoint would only be cancelled.
    if (endpoint === null || 'refused' in endpoint) return this.cancel(transaction, job);
    const events = await this.page(transaction, job, endpoint);
    const wanted = events.filter((event) => event.wanted).map(({ event_id }) => event_id);
    const { endpointId, apiVersion } = endpoint;
    const nowMs = this.options.clock.now();
    const made = { trigger: job.kind, pool: 'bulk', jobId: job.job_id } as const;
    await redeliver(transaction, wanted, { endpointId, apiVersion, ...made }, nowMs);
    const last = events.at(-1);
    const state = events.length < this.pageSize ? 'succeeded' : 'running';
    const place = [last?.created ?? job.after_created, last?.seq ?? job.after_seq];
    const endedAt = state === 'running' ? null : new Date(nowMs);
    await transaction.query(advanceSql, [job.job_id, ...place, wanted.length, state, endedAt]);
    if (state === 'succeeded') this.options.logger.info({ job: job.job_id }, 'webhook job is done');
  }

  private async page(
    transaction: Transaction,
    job: JobRow,
    { row }: OpenEndpoint,
  ): Promise<PageRow[]> {
    const scope: JobScope = {
      merchantId: job.merchant_id,
      livemode: job.livemode,
      endpointId: job.endpoint_id,
      enabledEvents: row.enabled_events,
      filter: job.filter,
    };
    const values = [...scopeValues(scope), job.after_created, job.after_seq, this.pageSize];
    return (await transaction.query<PageRow>(pageSql(job.kind), values)).rows;
  }

  private async cancel(transaction: Transaction, job: JobRow): Promise<void> {
    const { job_id, after_created, after_seq } = job;
    const endedAt = new Date(this.options.clock.now());
    await transaction.query(advanceSql, [job_id, after_created, after_seq, 0, 'canceled', endedAt]);
  }

  private get pageSize(): number {
    return this.options.pageSize ?? defaultPageSize;
  }
}

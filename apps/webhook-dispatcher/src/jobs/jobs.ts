// Jobs that deliver many events again, as their owners ask for them and look at them.
import { createHash } from 'node:crypto';
import { deriveCore, idOf, type WebhookQueries } from '@ledgerway/contracts';
import type { Clock, Database } from '@ledgerway/platform';
import { releaseBlocked } from '../deliveries/blocked.js';
import { cancelSql } from '../deliveries/cancelling.js';
import { countSql, scopeValues } from './job-events.js';
import { jobJson, type JobFilter, type JobRow } from './job-rows.js';
import { findOpenEndpoint, type OpenEndpoint } from './open-endpoints.js';

type Ask<P extends keyof WebhookQueries> = WebhookQueries[P]['ask'];
type Answer<P extends keyof WebhookQueries> = WebhookQueries[P]['answer'];

const byOperationSql = `
  select * from bulk_job where merchant_id = $1 and livemode = $2 and operation = $3`;

// Two calls with one key: the later one finds the job of the earlier one.
const insertSql = `
  insert into bulk_job
    (job_id, merchant_id, livemode, endpoint_id, operation, kind, filter, total, state, created,
      ended_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, case when $9 <> 'running' then $11::timestamptz end)
  on conflict (merchant_id, livemode, operation) do update set job_id = bulk_job.job_id
  returning *`;

const oneSql = `select * from bulk_job where job_id = $1 and merchant_id = $2 and livemode = $3`;

// A job that ended stays as it ended.
const endSql = `
  update bulk_job set ended_at = coalesce(ended_at, $4),
    state = case state when 'running' then 'canceled' else state end
  where job_id = $1 and merchant_id = $2 and livemode = $3
  returning *`;

// After the job has ended: until then a page of it may be under way.
const cancelMadeSql = cancelSql(`endpoint_id = $1 and pool = 'bulk' and job_id = $3`);

export class Jobs {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    /** There is a new job for this endpoint. */
    private readonly onMade: (endpointId: string) => void,
  ) {}

  async create(ask: Ask<'webhooks.job.create'>): Promise<Answer<'webhooks.job.create'>> {
    const operation = createHash('sha256').update(ask.operationKey).digest();
    const tenant = [ask.merchantId, ask.livemode];
    const repeated = await this.database.query<JobRow>(byOperationSql, [...tenant, operation]);
    if (repeated.rows[0] !== undefined && !ask.dryRun) return jobJson(repeated.rows[0]);
    const endpoint = await findOpenEndpoint(this.database, ask, ask.endpointId);
    if (endpoint === null || 'refused' in endpoint) return endpoint;
    const nowMs = this.clock.now();
    const nowS = Math.floor(nowMs / 1000);
    const filter: JobFilter = {
      since: ask.range.gte,
      // What happens from now on is delivered anyway: a job has an end.
      until: Math.min(ask.range.lte ?? nowS, nowS),
      types: ask.types ?? null,
    };
    const total = await this.count(ask, endpoint, filter);
    const { kind, endpointId, livemode, merchantId } = ask;
    if (ask.dryRun) {
      const counted = { state: 'dry_run' as const, done: 0, total, created: nowS };
      return { id: null, kind, endpointId, livemode, ...filter, ...counted };
    }
    if (kind === 'recover') await releaseBlocked(this.database, endpointId, nowMs);
    const { rows } = await this.database.query<JobRow>(insertSql, [
      idOf('wj', deriveCore(nowMs, merchantId, String(livemode), ask.operationKey)),
      ...tenant,
      endpointId,
      operation,
      kind,
      JSON.stringify(filter),
      total,
      total === 0 ? 'succeeded' : 'running',
      nowS,
      new Date(nowMs),
    ]);
    this.onMade(endpointId);
    return jobJson(rows[0]!);
  }

  async one({ id, merchantId, livemode }: Ask<'webhooks.job'>): Promise<Answer<'webhooks.job'>> {
    const { rows } = await this.database.query<JobRow>(oneSql, [id, merchantId, livemode]);
    return rows[0] === undefined ? null : jobJson(rows[0]);
  }

  /** What it has made and nobody has sent yet is given up, also if it has made all by now. */
  cancel(ask: Ask<'webhooks.job.cancel'>): Promise<Answer<'webhooks.job.cancel'>> {
    const { id, merchantId, livemode } = ask;
    const now = new Date(this.clock.now());
    return this.database.transaction(async (transaction) => {
      const values = [id, merchantId, livemode, now];
      const { rows } = await transaction.query<JobRow>(endSql, values);
      if (rows[0] === undefined) return null;
      await transaction.query(cancelMadeSql, [rows[0].endpoint_id, now, id]);
      return jobJson(rows[0]);
    });
  }

  private async count(
    { merchantId, livemode, endpointId, kind }: Ask<'webhooks.job.create'>,
    { row }: OpenEndpoint,
    filter: JobFilter,
  ): Promise<number> {
    const scope = { merchantId, livemode, endpointId, enabledEvents: row.enabled_events, filter };
    const { rows } = await this.database.query<{ count: number }>(
      countSql(kind),
      scopeValues(scope),
    );
    return rows[0]!.count;
  }
}

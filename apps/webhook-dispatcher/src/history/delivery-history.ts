// What became of deliveries: pages of them, newest first by their number, which is a total order; and
// one of them with its attempts.
import {
  webhookDeliveryStatuses,
  type Page,
  type TimeRange,
  type WebhookAttemptJson,
  type WebhookDeliveryStatus,
  type WebhookQueries,
} from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import { seconds } from '../endpoints/endpoint-health.js';
import { pageOf } from '../events/page.js';
import { both, deliveriesSql, deliveryJson, numberOf, type DeliveryRow } from './delivery-rows.js';

type Ask<P extends keyof WebhookQueries> = WebhookQueries[P]['ask'];
type Answer<P extends keyof WebhookQueries> = WebhookQueries[P]['answer'];

/** More than any schedule has. */
const maxAttemptsShown = 100;

const endpointSql = `
  select 1 from endpoint where endpoint_id = $1 and merchant_id = $2 and livemode = $3`;
const eventSql = `
  select 1 from event where event_id = $1 and merchant_id = $2 and livemode = $3`;

const oneSql = `
  ${deliveriesSql(both('delivery_id = $1'))}
  where v.merchant_id = $2 and v.livemode = $3
  order by finished_at nulls last limit 1`;

const attemptsSql = `
  select n, started_at, ms, dns_ms, connect_ms, tls_ms, first_byte_ms, host(remote_ip) as remote_ip,
    status, error_code, request_headers, response_headers, response
  from attempt where delivery_id = $1 order by started_at, n limit ${maxAttemptsShown}`;

type AttemptRow = {
  readonly n: number;
  readonly started_at: Date;
  readonly ms: number;
  readonly dns_ms: number | null;
  readonly connect_ms: number | null;
  readonly tls_ms: number | null;
  readonly first_byte_ms: number | null;
  readonly remote_ip: string | null;
  readonly status: number | null;
  readonly error_code: string | null;
  readonly request_headers: Record<string, unknown> | null;
  readonly response_headers: Record<string, unknown> | null;
  readonly response: Buffer;
};

const comparisons: Record<keyof TimeRange, string> = { gt: '>', gte: '>=', lt: '<', lte: '<=' };

export class DeliveryHistory {
  constructor(private readonly database: Database) {}

  async page(ask: Ask<'webhooks.deliveries'>): Promise<Answer<'webhooks.deliveries'>> {
    const { of, page, merchantId, livemode } = ask;
    const [sql, column, id] =
      'eventId' in of
        ? ([eventSql, 'event_id', of.eventId] as const)
        : ([endpointSql, 'endpoint_id', of.endpointId] as const);
    const found = await this.database.query(sql, [id, merchantId, livemode]);
    if (found.rows.length === 0) return null;
    const cursor = page.startingAfter ?? page.endingBefore;
    const number = cursor === undefined ? undefined : await this.numberOf(cursor, column, id);
    if (number === null) return { unknownCursor: true };
    const query = pageSql(column, page, ask.status, number !== undefined);
    const { rows } = await this.database.query<DeliveryRow>(query, [
      id,
      page.limit + 1,
      ...(number === undefined ? [] : [number]),
      ...boundsOf(page).map(([, second]) => second),
    ]);
    return pageOf(rows, page, deliveryJson);
  }

  async one(ask: Ask<'webhooks.delivery'>): Promise<Answer<'webhooks.delivery'>> {
    const number = numberOf(ask.id);
    if (number === null) return null;
    const values = [number, ask.merchantId, ask.livemode];
    const { rows } = await this.database.query<DeliveryRow>(oneSql, values);
    if (rows[0] === undefined) return null;
    const attempts = await this.database.query<AttemptRow>(attemptsSql, [number]);
    return { ...deliveryJson(rows[0]), log: attempts.rows.map(attemptJson) };
  }

  /** Null if there is no such delivery in this list. */
  private async numberOf(cursor: string, column: string, id: string): Promise<string | null> {
    const number = numberOf(cursor);
    if (number === null) return null;
    const sql = deliveriesSql(both(`delivery_id = $1 and ${column} = $2`));
    return (await this.database.query(sql, [number, id])).rows.length === 0 ? null : number;
  }
}

const boundsOf = ({ created = {} }: Page) => Object.entries(created) as [keyof TimeRange, number][];

// Two partial indexes lead from an event to what waits for it.
const waitingOf = {
  endpoint_id: 'endpoint_id = $1',
  event_id: `delivery_id = any(array(
    select delivery_id from delivery where event_id = $1 and trigger = 'event'
    union all select delivery_id from delivery where event_id = $1 and trigger <> 'event'))`,
};

/** Its values: the id, the limit, the cursor if there is one, and the bounds. */
function pageSql(
  column: keyof typeof waitingOf,
  page: Page,
  status: WebhookDeliveryStatus | undefined,
  cursor: boolean,
): string {
  const backwards = page.endingBefore !== undefined;
  let placeholders = 2;
  const next = () => `$${++placeholders}`;
  const where = [
    ...(cursor ? [`and delivery_id ${backwards ? '>' : '<'} ${next()}`] : []),
    ...boundsOf(page).map(
      ([bound]) =>
        `and date_trunc('second', created_at) ${comparisons[bound]} to_timestamp(${next()})`,
    ),
  ].join(' ');
  const hasWaiting = status === undefined || status === 'pending';
  // It stands in the statement itself, so it had better be one of the list.
  if (status !== undefined && !webhookDeliveryStatuses.includes(status))
    throw new Error('no status of deliveries');
  const ofStatus = status === undefined ? '' : `and outcome = '${status}'`;
  const tail = `order by delivery_id ${backwards ? 'asc' : 'desc'} limit $2`;
  return `
    ${deliveriesSql({
      waiting: `${waitingOf[column]} and ${hasWaiting} ${where}`,
      ended: `${column} = $1 ${ofStatus} ${where}`,
      tail,
    })}
    ${tail}`;
}

const attemptJson = (row: AttemptRow): WebhookAttemptJson => ({
  n: row.n,
  startedAt: seconds(row.started_at)!,
  durationMs: row.ms,
  dnsMs: row.dns_ms,
  connectMs: row.connect_ms,
  tlsMs: row.tls_ms,
  firstByteMs: row.first_byte_ms,
  remoteIp: row.remote_ip,
  status: row.status,
  error: row.error_code,
  requestHeaders: row.request_headers,
  responseHeaders: row.response_headers,
  responseBody: row.response.toString('utf8'),
});

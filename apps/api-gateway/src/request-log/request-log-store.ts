// The request log in PostgreSQL. Ids rise with time and are all that orders it.
import type { Listed, LoggedRequest, Page, Tenant, TimeRange } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import { requestIdStart, timeOfRequestId } from '../edge/request-id.js';

export type LogFilter = {
  readonly method?: string;
  readonly path?: string;
  /** Bounds of the status, both included. */
  readonly status?: readonly [from: number, to: number];
};

// The bodies travel as one binary value. As an array, each would be escaped and parsed byte by byte.
const insertSql = `
  insert into request_logs
    (id, account_id, livemode, method, path, status, duration_ms, key_last4, idempotency_key,
     api_version, ip, request_body, response_body)
  select id, account_id, livemode, method, path, status, duration_ms, key_last4, idempotency_key,
         api_version, ip,
         convert_from(substring($12::bytea from start for request_length), 'UTF8'),
         convert_from(substring($12::bytea from start + request_length for response_length), 'UTF8')
    from unnest($1::text[], $2::text[], $3::boolean[], $4::text[], $5::text[], $6::smallint[],
                $7::real[], $8::text[], $9::text[], $10::text[], $11::text[],
                $13::int[], $14::int[], $15::int[])
           as logged (id, account_id, livemode, method, path, status, duration_ms, key_last4,
                      idempotency_key, api_version, ip, start, request_length, response_length)`;

const findSql = 'select * from request_logs where account_id = $1 and livemode = $2 and id = $3';

type LogRow = {
  id: string;
  account_id: string;
  livemode: boolean;
  method: string;
  path: string;
  status: number;
  duration_ms: number;
  key_last4: string;
  idempotency_key: string | null;
  api_version: string;
  ip: string;
  request_body: string;
  response_body: string;
};

export class RequestLogStore {
  constructor(private readonly database: Database) {}

  async write(batch: readonly LoggedRequest[]): Promise<void> {
    let length = 0;
    const bodies = batch.map(({ requestBody, responseBody }) => {
      const request = Buffer.from(requestBody ?? '');
      const response = Buffer.from(responseBody ?? '');
      const start = length + 1; // SQL counts from one.
      length += request.length + response.length;
      return { start, request, response };
    });
    await this.database.query({
      name: 'request-log-insert',
      text: insertSql,
      values: [
        batch.map(({ id }) => id),
        batch.map(({ tenant }) => tenant.merchantId),
        batch.map(({ tenant }) => tenant.livemode),
        batch.map(({ method }) => method),
        batch.map(({ path }) => path),
        batch.map(({ status }) => status),
        batch.map(({ durationMs }) => durationMs),
        batch.map(({ keyLast4 }) => keyLast4),
        batch.map(({ idempotencyKey }) => idempotencyKey),
        batch.map(({ apiVersion }) => apiVersion),
        batch.map(({ ip }) => ip),
        Buffer.concat(bodies.flatMap(({ request, response }) => [request, response])),
        bodies.map(({ start }) => start),
        bodies.map(({ request }) => request.length),
        bodies.map(({ response }) => response.length),
      ],
    });
  }

  async find({ merchantId, livemode }: Tenant, id: string): Promise<LoggedRequest | undefined> {
    const { rows } = await this.database.query<LogRow>(findSql, [merchantId, livemode, id]);
    return rows[0] && loggedRequest(rows[0]);
  }

  /** Newest first. A cursor is a place in time, also when its own row was filtered out. */
  async list(tenant: Tenant, filter: LogFilter, page: Page): Promise<Listed<LoggedRequest>> {
    const backwards = page.endingBefore !== undefined;
    const cursor = page.startingAfter ?? page.endingBefore;
    if (cursor !== undefined && (await this.find(tenant, cursor)) === undefined)
      return { unknownCursor: true };
    const values: unknown[] = [tenant.merchantId, tenant.livemode];
    const conditions = [
      ...idBounds(page.created),
      ...(cursor === undefined ? [] : [[`id ${backwards ? '>' : '<'}`, cursor] as const]),
      ...(filter.method === undefined ? [] : [['method =', filter.method] as const]),
      ...(filter.path === undefined ? [] : [['path =', filter.path] as const]),
      ...(filter.status === undefined
        ? []
        : ([
            ['status >=', filter.status[0]],
            ['status <=', filter.status[1]],
          ] as const)),
    ].map(([comparison, value]) => `and ${comparison} $${values.push(value)}`);
    const text = `
      select * from request_logs
       where account_id = $1 and livemode = $2 ${conditions.join(' ')}
       order by id ${backwards ? 'asc' : 'desc'}
       limit $${values.push(page.limit + 1)}`;
    const { rows } = await this.database.query<LogRow>(text, values);
    const data = rows.slice(0, page.limit).map(loggedRequest);
    return { data: backwards ? data.reverse() : data, hasMore: rows.length > page.limit };
  }
}

/** Times are whole seconds: `gt` begins after the last millisecond of its own. */
function idBounds(range: TimeRange = {}): (readonly [comparison: string, id: string])[] {
  const { gt, gte, lt, lte } = range;
  const bounds: [string, number | undefined][] = [
    ['id >=', gt === undefined ? undefined : gt + 1],
    ['id >=', gte],
    ['id <', lt],
    ['id <', lte === undefined ? undefined : lte + 1],
  ];
  return bounds.flatMap(([comparison, second]) =>
    second === undefined ? [] : [[comparison, requestIdStart(clampMs(second * 1000))] as const],
  );
}

/** The times that an id can hold. */
const clampMs = (timeMs: number): number => Math.min(Math.max(timeMs, 0), 36 ** 9 - 1);

const loggedRequest = (row: LogRow): LoggedRequest => ({
  id: row.id,
  tenant: { merchantId: row.account_id, livemode: row.livemode },
  createdAtMs: timeOfRequestId(row.id),
  method: row.method,
  path: row.path,
  status: row.status,
  durationMs: row.duration_ms,
  keyLast4: row.key_last4,
  idempotencyKey: row.idempotency_key,
  apiVersion: row.api_version,
  ip: row.ip,
  requestBody: row.request_body === '' ? null : row.request_body,
  responseBody: row.response_body === '' ? null : row.response_body,
});

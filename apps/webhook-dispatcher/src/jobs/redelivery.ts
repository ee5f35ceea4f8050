// Deliveries that are made again: new rows for events that are stored already, with the same id and
// the same bytes. They are in no order: what is delivered again was in its order once.
import { apiVersion as defaultApiVersion } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';

export type Redelivery = {
  readonly endpointId: string;
  /** That the endpoint reads events in. */
  readonly apiVersion: string;
  readonly trigger: 'resend' | 'recover' | 'replay' | 'test';
  readonly pool: 'event' | 'bulk';
  /** Of the job that makes it, if one does. */
  readonly jobId?: string;
};

// Bytes exist for the versions that somebody read the event in when it happened, and for the
// default one.
const unrenderedSql = `
  select p.event_id, p.body from payload p
  where p.event_id = any($1::text[]) and p.api_version = $2
    and not exists (select from payload q where q.event_id = p.event_id and q.api_version = $3)`;

const renderedSql = `
  insert into payload (event_id, api_version, body)
  select event_id, $3, body from unnest($1::text[], $2::bytea[]) as p(event_id, body)
  on conflict do nothing`;

const insertSql = `
  insert into delivery (event_id, endpoint_id, api_version, pool, trigger, next_at, created_at, job_id)
  select e.event_id, $2, $3, $4, $5, $6, $6, $7
  from unnest($1::text[]) with ordinality as e(event_id, n)
  order by e.n
  returning delivery_id`;

/** @returns the numbers of the deliveries, in the order of the events */
export async function redeliver(
  database: Pick<Database, 'query'>,
  eventIds: readonly string[],
  { endpointId, apiVersion, trigger, pool, jobId }: Redelivery,
  nowMs: number,
): Promise<string[]> {
  if (eventIds.length === 0) return [];
  if (apiVersion !== defaultApiVersion) await render(database, eventIds, apiVersion);
  const { rows } = await database.query<{ delivery_id: string }>(insertSql, [
    eventIds,
    endpointId,
    apiVersion,
    pool,
    trigger,
    new Date(nowMs),
    jobId ?? null,
  ]);
  return rows.map(({ delivery_id }) => delivery_id);
}

async function render(
  database: Pick<Database, 'query'>,
  eventIds: readonly string[],
  apiVersion: string,
): Promise<void> {
  const { rows } = await database.query<{ event_id: string; body: Buffer }>(unrenderedSql, [
    eventIds,
    defaultApiVersion,
    apiVersion,
  ]);
  if (rows.length === 0) return;
  const bodies = rows.map(({ body }) => inVersion(body, apiVersion));
  await database.query(renderedSql, [rows.map(({ event_id }) => event_id), bodies, apiVersion]);
}

/** All versions of the API have the same shapes so far: only the name of the version differs. */
const inVersion = (body: Buffer, apiVersion: string): Buffer =>
  Buffer.from(
    JSON.stringify({ ...(JSON.parse(body.toString('utf8')) as object), api_version: apiVersion }),
  );

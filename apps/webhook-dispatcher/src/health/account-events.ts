// Events that tell an account about its own endpoints. They do not come from the log, since nothing
// happened to any money: the dispatcher writes them itself, in the transaction that they tell of.
// Their ids derive from the endpoint and the time, so that what is told twice is told once.
import {
  apiVersion as defaultApiVersion,
  deriveCore,
  idOf,
  renderEvent,
  renderWebhookEndpoint,
  type PublicEventType,
} from '@ledgerway/contracts';
import type { Transaction } from '@ledgerway/platform';
import { endpointJson, type EndpointRow } from '../endpoints/endpoint-rows.js';

export type AccountEvent = {
  readonly type: Extract<PublicEventType, `webhook_endpoint.${string}`>;
  readonly endpointId: string;
  /** By the clock of the account. */
  readonly at: Date;
  /** By our clock. */
  readonly now: Date;
};

const endpointSql = `select * from endpoint where endpoint_id = $1`;

// An endpoint that is about to be closed is not told that itself: it does not listen.
const subscribersSql = `
  select endpoint_id, coalesce(api_version, $5) as api_version from endpoint
  where merchant_id = $1 and livemode = $2 and status = 'enabled' and not deleted
    and endpoint_id <> $3 and ('*' = any(enabled_events) or $4 = any(enabled_events))
  order by endpoint_id`;

// Numbered under the lock on the account's feed, as all its events are.
// Whoever numbers events of an account, or deliveries to its endpoints, holds its feed.
const lockFeedSql = `
  insert into event_feed (merchant_id, livemode, last_seq)
  select merchant_id, livemode, 0 from endpoint where endpoint_id = $1
  on conflict (merchant_id, livemode) do update set last_seq = event_feed.last_seq`;

const eventSql = `
  with feed as (
    update event_feed set last_seq = last_seq + 1
    where merchant_id = $2 and livemode = $3 and not exists (select from event where event_id = $1)
    returning last_seq
  )
  insert into event (event_id, seq, merchant_id, livemode, type, created)
  select $1, last_seq, $2, $3, $4, $5 from feed`;

const payloadSql = `
  insert into payload (event_id, api_version, body)
  select $1, v.api_version, v.body from unnest($2::text[], $3::bytea[]) as v(api_version, body)`;

// An endpoint that wants everything in one line gets this in line, too. With others it is in no order
// with anything: it is about no object of the account's business.
const deliveriesSql = `
  with numbered as (
    update endpoint e set next_sequence = e.next_sequence + 1
    from unnest($2::text[], $3::text[]) as s(endpoint_id, api_version)
    where e.endpoint_id = s.endpoint_id
    returning e.endpoint_id, s.api_version, e.next_sequence - 1 as sequence,
      case e.ordering when 'fifo' then e.endpoint_id end as order_key
  )
  insert into delivery
    (event_id, endpoint_id, api_version, next_at, created_at, sequence, order_key, held)
  select $1, endpoint_id, api_version, $4, $4, sequence, order_key,
    case when order_key is not null then 'in_line' end
  from numbered`;

type Subscriber = { readonly endpoint_id: string; readonly api_version: string };

/** To be the first thing that a transaction does with endpoints: ingest locks in this order, too. */
export async function lockFeed(transaction: Transaction, endpointId: string): Promise<void> {
  await transaction.query(lockFeedSql, [endpointId]);
}

/**
 * In a transaction that holds the feed.
 * @returns the endpoints that are to get it
 */
export async function tellAccount(
  transaction: Transaction,
  { type, endpointId, at, now }: AccountEvent,
): Promise<string[]> {
  const found = await transaction.query<EndpointRow & { merchant_id: string }>(endpointSql, [
    endpointId,
  ]);
  const row = found.rows[0]!;
  const { merchant_id: merchantId, livemode } = row;
  const { rows: subscribers } = await transaction.query<Subscriber>(subscribersSql, [
    merchantId,
    livemode,
    endpointId,
    type,
    defaultApiVersion,
  ]);
  const id = idOf('evt', deriveCore(at.getTime(), endpointId, type));
  const created = Math.floor(at.getTime() / 1000);
  const { rowCount } = await transaction.query(eventSql, [id, merchantId, livemode, type, created]);
  if (rowCount === 0) return [];
  const versions = [...new Set([defaultApiVersion, ...subscribers.map((s) => s.api_version)])];
  const event = {
    ...{ id, type, created, livemode },
    object: renderWebhookEndpoint(endpointJson(row)),
    pendingWebhooks: subscribers.length,
    request: { id: null, idempotencyKey: null },
  };
  const bodies = versions.map((apiVersion) =>
    Buffer.from(JSON.stringify(renderEvent({ ...event, apiVersion }))),
  );
  await transaction.query(payloadSql, [id, versions, bodies]);
  const ids = subscribers.map((subscriber) => subscriber.endpoint_id);
  const readIn = subscribers.map((subscriber) => subscriber.api_version);
  if (ids.length > 0) await transaction.query(deliveriesSql, [id, ids, readIn, now]);
  return ids;
}

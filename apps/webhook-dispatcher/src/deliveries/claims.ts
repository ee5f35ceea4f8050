// Reading and leasing deliveries. The shape of these statements is pinned by claims.spec.ts: ids
// are gathered into an array first, because a join in their place flips to scanning the whole
// table as soon as the planner knows little about it.
import type { Database } from '@ledgerway/platform';
import type { ClaimRequest } from './lanes.js';
import { shardOf } from './shards.js';
import { aheadSql } from './test-clocks.js';

export type ClaimedDelivery = {
  readonly deliveryId: string;
  readonly eventId: string;
  readonly endpointId: string;
  readonly eventType: string;
  /** Made so far. */
  readonly attempts: number;
  /** By the clock of its account. */
  readonly nextAt: Date;
  /** How far the clock of its account is ahead of ours. */
  readonly aheadMs: number;
  readonly createdAt: Date;
  /** Of the endpoint as it is in the database now. */
  readonly revision: string;
  readonly body: Buffer;
  readonly pool: 'event' | 'bulk';
  readonly trigger: DeliveryTrigger;
  /** Gapless for its endpoint; null for deliveries that were made before there were sequences. */
  readonly sequence: string | null;
  /** Of the object that the event is about; null where it has none. */
  readonly objectVersion: number | null;
  /** The trace that its event belongs to, if any. */
  readonly traceparent: string | null;
  /** What it must keep its order with; null if it may be sent beside any other. */
  readonly orderKey: string | null;
  /** Once exhausted it is kept, and holds back what comes after it. */
  readonly blocksWhenDead: boolean;
};

/** What a delivery was made for. */
export type DeliveryTrigger = 'event' | 'resend' | 'recover' | 'replay' | 'test';

/**
 * $1 endpoints, $2 how many for each, $3 the process's epoch, $4 now by our clock, $5 the endpoints'
 * shards: where another process has taken a shard over, nothing of it is leased.
 */
export const claimSql = `
  with leased as (
    update delivery set owner_epoch = $3
    where delivery_id = any(array(
      select due.delivery_id
      from unnest($1::text[], $2::int[], $5::smallint[]) as lane(endpoint_id, room, shard)
      cross join lateral (
        select from delivery_shard s where s.shard = lane.shard and s.epoch = $3 limit 1
      ) owned
      cross join lateral (${aheadSql('lane.endpoint_id')}) clock
      cross join lateral (
        select d.delivery_id from delivery d
        where d.endpoint_id = lane.endpoint_id and d.owner_epoch is null and d.held is null
          and d.next_at <= $4::timestamptz + clock.ahead_ms * interval '1 millisecond'
        order by d.next_at, d.delivery_id
        limit lane.room
        for update skip locked
      ) due
    ))
    returning delivery_id, event_id, endpoint_id, api_version, attempts, next_at, created_at,
      pool, trigger, sequence, object_version, order_key
  )
  select leased.*, clock.ahead_ms, e.revision, e.blocks, v.type, v.traceparent,
    case when lag(leased.event_id) over same is null then p.body end as body
  from leased
  cross join lateral (${aheadSql('leased.endpoint_id')}) clock
  cross join lateral (
    select revision, poison = 'block' and ordering <> 'none' as blocks
    from endpoint where endpoint_id = leased.endpoint_id limit 1
  ) e
  cross join lateral (
    select type, traceparent from event where event_id = leased.event_id limit 1
  ) v
  cross join lateral (
    select body from payload
    where event_id = leased.event_id and api_version = leased.api_version limit 1
  ) p
  window same as (partition by leased.event_id, leased.api_version
    order by leased.next_at, leased.delivery_id)
  order by leased.next_at, leased.delivery_id`;

/** One step of the index for each endpoint, however many deliveries wait for it. */
export const dueEndpointsSql = `
  with recursive lane as (
    (select endpoint_id, next_at from delivery where owner_epoch is null and held is null
      order by endpoint_id, next_at, delivery_id limit 1)
    union all
    select n.endpoint_id, n.next_at from lane cross join lateral (
      select endpoint_id, next_at from delivery
      where owner_epoch is null and held is null and endpoint_id > lane.endpoint_id
      order by endpoint_id, next_at, delivery_id limit 1
    ) n
  )
  select version, endpoint_id, next_at, ahead_ms
  from endpoint_changes
  left join (lane cross join lateral (${aheadSql('lane.endpoint_id')}) clock) on true`;

// Leased by processes that are no more. Safe beside a living one: it is in the table for as long as
// it may claim, and what it writes after its removal finds no lease.
export const takeBackSql = `
  update delivery set owner_epoch = null
  where owner_epoch is not null and not (owner_epoch = any(array(select epoch from dispatcher)))`;

// Leased by an answer that never arrived here: nobody works on them.
const takeBackUnheldSql = `
  update delivery set owner_epoch = null
  where owner_epoch = $1 and not (delivery_id = any($2::bigint[]))`;

type ClaimedRow = {
  readonly delivery_id: string;
  readonly event_id: string;
  readonly endpoint_id: string;
  readonly attempts: number;
  readonly next_at: Date;
  readonly ahead_ms: number;
  readonly created_at: Date;
  readonly revision: string;
  readonly type: string;
  readonly api_version: string;
  /** Null where an earlier row has the same. */
  readonly body: Buffer | null;
  readonly pool: 'event' | 'bulk';
  readonly trigger: DeliveryTrigger;
  readonly sequence: string | null;
  readonly object_version: number | null;
  readonly traceparent: string | null;
  readonly order_key: string | null;
  readonly blocks: boolean;
};

/** An event that goes to several endpoints is read once: most of a row is its body. */
function bodyOf(row: ClaimedRow, bodies: Map<string, Buffer>): Buffer {
  const key = `${row.event_id} ${row.api_version}`;
  if (row.body !== null) bodies.set(key, row.body);
  return bodies.get(key)!;
}

type DueRow = {
  readonly version: string;
  readonly endpoint_id: string | null;
  readonly next_at: Date | null;
  readonly ahead_ms: number | null;
};

export type Look = {
  /** Endpoints with something due. */
  readonly due: readonly string[];
  /** When the next delivery of any other falls due, by our clock. */
  readonly nextAtMs: number | null;
  /** Another text after each change of any endpoint. */
  readonly endpointsVersion: string;
};

export class Claims {
  constructor(private readonly database: Database) {}

  /** Leases what is due, in order. Nothing of a shard that is not of this epoch any more. */
  async claim(
    requests: readonly ClaimRequest[],
    epoch: bigint,
    nowMs: number,
  ): Promise<ClaimedDelivery[]> {
    const { rows } = await this.database.query<ClaimedRow>(
      { name: 'webhooks-claim', text: claimSql },
      [
        requests.map(({ endpointId }) => endpointId),
        requests.map(({ room }) => room),
        epoch,
        new Date(nowMs),
        requests.map(({ endpointId }) => shardOf(endpointId)),
      ],
    );
    const bodies = new Map<string, Buffer>();
    return rows.map((row) => ({
      deliveryId: row.delivery_id,
      eventId: row.event_id,
      endpointId: row.endpoint_id,
      eventType: row.type,
      attempts: row.attempts,
      nextAt: row.next_at,
      aheadMs: row.ahead_ms,
      createdAt: row.created_at,
      revision: row.revision,
      body: bodyOf(row, bodies),
      pool: row.pool,
      trigger: row.trigger,
      sequence: row.sequence,
      objectVersion: row.object_version,
      traceparent: row.traceparent,
      orderKey: row.order_key,
      blocksWhenDead: row.order_key !== null && row.blocks,
    }));
  }

  async look(nowMs: number): Promise<Look> {
    const { rows } = await this.database.query<DueRow>({
      name: 'webhooks-due',
      text: dueEndpointsSql,
    });
    const due: string[] = [];
    let nextAtMs: number | null = null;
    for (const { endpoint_id, next_at, ahead_ms } of rows) {
      if (endpoint_id === null || next_at === null) continue;
      const atMs = next_at.getTime() - (ahead_ms ?? 0);
      if (atMs <= nowMs) due.push(endpoint_id);
      else nextAtMs = Math.min(nextAtMs ?? atMs, atMs);
    }
    return { due, nextAtMs, endpointsVersion: rows[0]!.version };
  }

  /** Ends the leases of processes that are gone. @returns how many there were */
  async takeBack(): Promise<number> {
    return (await this.database.query(takeBackSql)).rowCount ?? 0;
  }

  /** @returns how many deliveries were leased to this owner without it holding them */
  async takeBackUnheld(epoch: bigint, held: readonly string[]): Promise<number> {
    return (await this.database.query(takeBackUnheldSql, [epoch, held])).rowCount ?? 0;
  }
}

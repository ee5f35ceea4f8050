// What ingest knows and writes. One statement is one transaction: events, deliveries and position
// are there together or not at all. Batches of several partitions share a statement.
import { NaturalBatcher, type Clock, type Database } from '@ledgerway/platform';
import type { Subscriber } from '../endpoints/subscriptions.js';
import type { PublicEventRow } from './public-event-rows.js';

export type Progress = { readonly position: bigint; readonly nextOffset: bigint | null };

export type IngestBatch = {
  readonly partition: number;
  /** The position before the first event, and that of the last one. */
  readonly from: bigint;
  readonly to: bigint;
  /** Where reading the topic goes on; null for events that did not come from there. */
  readonly nextOffset: bigint | null;
  /** Of the subscriptions that the rows were made with. */
  readonly version: bigint;
  readonly rows: readonly PublicEventRow[];
};

const createProgressSql = `
  insert into ingest_progress (part) select generate_series(0, $1::int - 1) on conflict do nothing`;

const progressSql = `
  select part, pos, next_offset from ingest_progress where part = any($1::int[])`;

// Everything of a batch hangs on its fence: another reader of the partition, or an endpoint that has
// changed since the subscriptions were read, and nothing of it is written. Rows name their batch.
//
// Accounts are locked first and in one order, so writers that meet never wait for each other in a
// circle; whoever holds an account's feed is alone at numbering for its endpoints, too.
const appendSql = `
  with fence as (
    update ingest_progress p set pos = b.to_pos, next_offset = coalesce(b.next_offset, p.next_offset)
    from unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
      with ordinality as b(part, from_pos, to_pos, next_offset, version, batch)
    where p.part = b.part and p.pos = b.from_pos
      and b.version = (select version from endpoint_changes)
    returning b.batch
  ), told as (
    select e.*
    from unnest($6::int[], $7::text[], $8::text[], $9::bool[], $10::text[], $11::bigint[], $24::text[])
      with ordinality as e(batch, event_id, merchant_id, livemode, type, created, traceparent, n)
    join fence using (batch)
  ), feed as (
    insert into event_feed (merchant_id, livemode, last_seq)
    select merchant_id, livemode, count(*) from told
    group by merchant_id, livemode order by merchant_id, livemode
    on conflict (merchant_id, livemode)
      do update set last_seq = event_feed.last_seq + excluded.last_seq
    returning merchant_id, livemode, last_seq
  ), events as (
    insert into event (event_id, seq, merchant_id, livemode, type, created, traceparent)
    select event_id,
      last_seq + 1 - row_number() over (partition by merchant_id, livemode order by n desc),
      merchant_id, livemode, type, created, traceparent
    from told join feed using (merchant_id, livemode)
  ), payloads as (
    insert into payload (event_id, api_version, body)
    select p.event_id, p.api_version, p.body
    from unnest($12::int[], $13::text[], $14::text[], $15::bytea[])
      as p(batch, event_id, api_version, body)
    join fence using (batch)
  ), addressed as (
    select d.*
    from unnest($16::int[], $17::text[], $18::text[], $19::text[], $20::bool[], $21::text[], $22::int[])
      with ordinality
      as d(batch, event_id, endpoint_id, api_version, enabled, order_key, object_version, n)
    join fence using (batch)
  ), numbered as (
    update endpoint e set next_sequence = e.next_sequence + added.deliveries
    from (
      select endpoint_id, count(*) as deliveries
      from addressed cross join (select count(*) from feed) locked
      where enabled group by endpoint_id
    ) added
    where e.endpoint_id = added.endpoint_id
    returning e.endpoint_id, e.next_sequence
  ), deliveries as (
    insert into delivery (event_id, endpoint_id, api_version, next_at, created_at,
      sequence, order_key, object_version, held)
    select event_id, endpoint_id, api_version, $23, $23,
      next_sequence - row_number() over (partition by endpoint_id order by n desc),
      order_key, object_version, case when order_key is not null then 'in_line' end
    from addressed join numbered using (endpoint_id)
    where enabled
    order by n
  ), missed as (
    insert into delivery_done
      (delivery_id, event_id, endpoint_id, outcome, attempts, created_at, finished_at)
    select nextval('delivery_delivery_id_seq'), event_id, endpoint_id, 'skipped', 0, $23, $23
    from addressed where not enabled
  )
  select batch from fence`;

/** A statement costs the same for one partition as for many: a short wait brings them together. */
const lingerMs = 5;
const maxPartitionsPerWrite = 64;
const maxWaiting = 1_024;

export class IngestStore {
  private readonly writes: NaturalBatcher<IngestBatch, boolean>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.writes = new NaturalBatcher<IngestBatch, boolean>({
      flush: (batches) => this.write(batches),
      maxBatch: maxPartitionsPerWrite,
      maxQueued: maxWaiting,
      lingerMs,
    });
  }

  /** Once for an installation: every partition begins before position 1. */
  async create(partitions: number): Promise<void> {
    await this.database.query(createProgressSql, [partitions]);
  }

  async progress(partitions: readonly number[]): Promise<Map<number, Progress>> {
    const { rows } = await this.database.query<{
      part: number;
      pos: string;
      next_offset: string | null;
    }>(progressSql, [partitions]);
    return new Map(
      rows.map(({ part, pos, next_offset }) => [
        part,
        {
          position: BigInt(pos),
          nextOffset: next_offset === null ? null : BigInt(next_offset),
        },
      ]),
    );
  }

  /** @returns false if the position or the endpoints were not as expected: nothing was written. */
  append(batch: IngestBatch): Promise<boolean> {
    return this.writes.submit(batch);
  }

  private async write(batches: readonly IngestBatch[]): Promise<boolean[]> {
    const events = batches.flatMap(({ rows }, index) =>
      rows.map((row) => ({ batch: index + 1, ...row })),
    );
    const payloads = events.flatMap(({ batch, id, bodies }) =>
      [...bodies].map(([version, body]) => ({ batch, id, version, body })),
    );
    const deliveries = events.flatMap(({ batch, id, objectId, objectVersion, subscribers }) =>
      subscribers.map((to) => ({ batch, id, objectVersion, to, key: orderKey(to, objectId) })),
    );
    const { rows } = await this.database.query<{ batch: string }>(
      { name: 'webhooks-ingest', text: appendSql },
      [
        batches.map(({ partition }) => partition),
        batches.map(({ from }) => from),
        batches.map(({ to }) => to),
        batches.map(({ nextOffset }) => nextOffset),
        batches.map(({ version }) => version),
        events.map(({ batch }) => batch),
        events.map(({ id }) => id),
        events.map(({ merchantId }) => merchantId),
        events.map(({ livemode }) => livemode),
        events.map(({ type }) => type),
        events.map(({ created }) => created),
        payloads.map(({ batch }) => batch),
        payloads.map(({ id }) => id),
        payloads.map(({ version }) => version),
        payloads.map(({ body }) => body),
        deliveries.map(({ batch }) => batch),
        deliveries.map(({ id }) => id),
        deliveries.map(({ to }) => to.endpointId),
        deliveries.map(({ to }) => to.apiVersion),
        deliveries.map(({ to }) => to.enabled),
        deliveries.map(({ key }) => key),
        deliveries.map(({ objectVersion }) => objectVersion),
        new Date(this.clock.now()),
        events.map(({ traceparent }) => traceparent),
      ],
    );
    const written = new Set(rows.map(({ batch }) => Number(batch)));
    return batches.map((_, index) => written.has(index + 1));
  }
}

/** What is told one after another; null for an endpoint that takes its events in any order. */
function orderKey({ endpointId, ordering }: Subscriber, objectId: string | null): string | null {
  if (ordering === 'none') return null;
  return ordering === 'fifo' ? endpointId : objectId;
}

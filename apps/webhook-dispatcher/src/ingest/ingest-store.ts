// What ingest knows and writes. One statement is one transaction: events, deliveries and position
// are there together or not at all. Batches of several partitions share a statement.
import { NaturalBatcher, type Clock, type Database } from '@ledgerway/platform';
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
const appendSql = `
  with fence as (
    update ingest_progress p set pos = b.to_pos, next_offset = coalesce(b.next_offset, p.next_offset)
    from unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
      with ordinality as b(part, from_pos, to_pos, next_offset, version, batch)
    where p.part = b.part and p.pos = b.from_pos
      and b.version = (select version from endpoint_changes)
    returning b.batch
  ), events as (
    insert into event (event_id, merchant_id, livemode, type, created)
    select e.event_id, e.merchant_id, e.livemode, e.type, e.created
    from unnest($6::int[], $7::text[], $8::text[], $9::bool[], $10::text[], $11::bigint[])
      with ordinality as e(batch, event_id, merchant_id, livemode, type, created, n)
    join fence using (batch)
    order by e.n
  ), payloads as (
    insert into payload (event_id, api_version, body)
    select p.event_id, p.api_version, p.body
    from unnest($12::int[], $13::text[], $14::text[], $15::bytea[])
      as p(batch, event_id, api_version, body)
    join fence using (batch)
  ), deliveries as (
    insert into delivery (event_id, endpoint_id, api_version, next_at, created_at)
    select d.event_id, d.endpoint_id, d.api_version, $20, $20
    from unnest($16::int[], $17::text[], $18::text[], $19::text[])
      with ordinality as d(batch, event_id, endpoint_id, api_version, n)
    join fence using (batch)
    order by d.n
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
    const deliveries = events.flatMap(({ batch, id, subscribers }) =>
      subscribers.map((subscriber) => ({ batch, id, ...subscriber })),
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
        deliveries.map(({ endpointId }) => endpointId),
        deliveries.map(({ apiVersion }) => apiVersion),
        new Date(this.clock.now()),
      ],
    );
    const written = new Set(rows.map(({ batch }) => Number(batch)));
    return batches.map((_, index) => written.has(index + 1));
  }
}

// What ingest knows and writes. One statement is one transaction: events, deliveries and position
// are there together or not at all. This is the only commit of the service that waits for the disk.
import type { Clock, Database } from '@ledgerway/platform';
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

// Everything hangs on the fence: another reader of the partition, or an endpoint that has changed
// since the subscriptions were read, and nothing is written.
const appendSql = `
  with fence as (
    update ingest_progress set pos = $3, next_offset = coalesce($4, next_offset)
    where part = $1 and pos = $2 and (select version from endpoint_changes) = $5
    returning 1
  ), events as (
    insert into event (event_id, merchant_id, livemode, type, created)
    select e.event_id, e.merchant_id, e.livemode, e.type, e.created
    from fence, unnest($6::text[], $7::text[], $8::bool[], $9::text[], $10::bigint[])
      with ordinality as e(event_id, merchant_id, livemode, type, created, n)
    order by e.n
  ), payloads as (
    insert into payload (event_id, api_version, body)
    select p.event_id, p.api_version, p.body
    from fence, unnest($11::text[], $12::text[], $13::bytea[]) as p(event_id, api_version, body)
  ), deliveries as (
    insert into delivery (event_id, endpoint_id, api_version, next_at, created_at)
    select d.event_id, d.endpoint_id, d.api_version, $17, $17
    from fence, unnest($14::text[], $15::text[], $16::text[])
      with ordinality as d(event_id, endpoint_id, api_version, n)
    order by d.n
  )
  select 1 from fence`;

export class IngestStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

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
  async append({ rows, ...batch }: IngestBatch): Promise<boolean> {
    const bodies = rows.flatMap(({ id, bodies }) =>
      [...bodies].map(([version, body]) => ({ id, version, body })),
    );
    const deliveries = rows.flatMap(({ id, subscribers }) =>
      subscribers.map((subscriber) => ({ id, ...subscriber })),
    );
    const { rowCount } = await this.database.query({ name: 'webhooks-ingest', text: appendSql }, [
      batch.partition,
      batch.from,
      batch.to,
      batch.nextOffset,
      batch.version,
      rows.map((row) => row.id),
      rows.map((row) => row.merchantId),
      rows.map((row) => row.livemode),
      rows.map((row) => row.type),
      rows.map((row) => row.created),
      bodies.map((row) => row.id),
      bodies.map((row) => row.version),
      bodies.map((row) => row.body),
      deliveries.map((row) => row.id),
      deliveries.map((row) => row.endpointId),
      deliveries.map((row) => row.apiVersion),
      new Date(this.clock.now()),
    ]);
    return rowCount === 1;
  }
}

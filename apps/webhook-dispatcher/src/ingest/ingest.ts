// Takes the log's events in, partition by partition and without a hole. Positions say what is
// missing: what was seen is dropped, what follows is applied, and what was skipped is fetched from
// the log itself before anything behind it is touched.
import {
  decodeEventRecord,
  headers,
  tenantOfRecord,
  UnreadableRecord,
  type EventRecord,
} from '@ledgerway/contracts';
import type { LogRecord, RecordBatch, StartOffset } from '@ledgerway/messaging';
import type { Logger } from '@ledgerway/platform';
import type { SubscriptionCache } from '../endpoints/subscriptions.js';
import type { IngestStore } from './ingest-store.js';
import { publicEventRows, type PublicEventRow } from './public-event-rows.js';

/**
 * Events of a partition after a position, in order, perhaps not all; none at the end of the log.
 */
export type Backfill = (partition: number, after: bigint) => Promise<readonly EventRecord[]>;

export type IngestOptions = {
  readonly store: IngestStore;
  readonly subscriptions: SubscriptionCache;
  readonly backfill: Backfill;
  readonly logger: Pick<Logger, 'warn'>;
  /** These events are durable now; `endpoints` have new deliveries. */
  readonly onTaken: (partition: number, position: bigint, endpoints: ReadonlySet<string>) => void;
};

const maxRecordsPerWrite = 250;
const maxRetries = 10;

type Read = { readonly position: bigint; readonly event: EventRecord | null };

export class Ingest {
  /** Why partitions stand still, by partition. */
  readonly halted = new Map<number, string>();
  private readonly last = new Map<number, bigint>();

  constructor(private readonly options: IngestOptions) {}

  /** Where to begin reading the topic. */
  async start(partitions: readonly number[]): Promise<Map<number, StartOffset>> {
    const progress = await this.options.store.progress(partitions);
    for (const [partition, { position }] of progress) this.last.set(partition, position);
    return new Map(
      [...progress].map(([partition, { nextOffset }]) => [partition, nextOffset ?? 'earliest']),
    );
  }

  lost(partitions: readonly number[]): void {
    for (const partition of partitions) {
      this.last.delete(partition);
      this.halted.delete(partition);
    }
  }

  /** @throws when the partition has to wait: the same records will come again. */
  async handle({ partition, records }: RecordBatch): Promise<void> {
    try {
      for (let from = 0; from < records.length; from += maxRecordsPerWrite)
        await this.takeRecords(partition, records.slice(from, from + maxRecordsPerWrite));
      this.halted.delete(partition);
    } catch (error) {
      this.halted.set(partition, (error as Error).message);
      throw error;
    }
  }

  private async takeRecords(partition: number, records: readonly LogRecord[]): Promise<void> {
    const nextOffset = records.at(-1)!.offset + 1n;
    let last = await this.lastOf(partition);
    let run: EventRecord[] = [];
    for (const record of records) {
      const { position, event } = this.read(partition, record);
      if (position <= last) continue;
      const missing = event === null ? position : position - 1n;
      if (missing > last) {
        await this.take(partition, run, null);
        run = [];
        await this.fill(partition, missing);
        last = missing;
      }
      if (event !== null) run.push(event);
      last = position;
    }
    await this.take(partition, run, nextOffset);
  }

  private read(partition: number, record: LogRecord): Read {
    try {
      const event = decodeEventRecord(record.value);
      return { position: event.position, event };
    } catch (error) {
      const position = record.headers[headers.position];
      if (!(error instanceof UnreadableRecord) || position === undefined) throw error;
      const { offset } = record;
      this.options.logger.warn({ partition, position, offset, err: error }, 'record is unreadable');
      return { position: BigInt(position), event: null };
    }
  }

  /** Takes everything up to `target` from the log itself. */
  private async fill(partition: number, target: bigint): Promise<void> {
    const from = await this.lastOf(partition);
    this.options.logger.warn(
      { partition, after: from, to: target },
      'events are missing: backfill',
    );
    for (let last = from; last < target; last = await this.lastOf(partition)) {
      const found = await this.options.backfill(partition, last);
      const events = found.filter(({ position }) => position > last && position <= target);
      const gapless = events.every(({ position }, i) => position === last + BigInt(i + 1));
      if (events.length === 0 || !gapless)
        throw new Error(`events ${last + 1n} to ${target} are neither on the topic nor in the log`);
      for (let i = 0; i < events.length; i += maxRecordsPerWrite)
        await this.take(partition, events.slice(i, i + maxRecordsPerWrite), null);
    }
  }

  /** `events` follow each other without a gap; some may have been taken by another reader. */
  private async take(
    partition: number,
    events: readonly EventRecord[],
    nextOffset: bigint | null,
  ): Promise<void> {
    for (let tries = 0; tries < maxRetries; tries++) {
      const from = await this.lastOf(partition);
      const fresh = events.filter(({ position }) => position > from);
      if (fresh.length === 0) return;
      if (fresh[0]!.position !== from + 1n)
        throw new Error(`event ${from + 1n} of partition ${partition} would be skipped`);
      const { version, rows } = await this.rowsOf(fresh);
      const to = fresh.at(-1)!.position;
      if (await this.options.store.append({ partition, from, to, nextOffset, version, rows })) {
        this.last.set(partition, to);
        this.options.onTaken(partition, to, endpointsOf(rows));
        return;
      }
      this.last.delete(partition);
      this.options.subscriptions.forget();
    }
    throw new Error(`partition ${partition} or the endpoints change too often`);
  }

  private async rowsOf(events: readonly EventRecord[]) {
    const merchants = new Set(events.flatMap((event) => tenantOfRecord(event)?.merchantId ?? []));
    const subscriptions = await this.options.subscriptions.of(merchants);
    const rows = events.flatMap((event) => publicEventRows(event, subscriptions));
    return { version: subscriptions.version, rows };
  }

  private async lastOf(partition: number): Promise<bigint> {
    const known = this.last.get(partition);
    if (known !== undefined) return known;
    const { position } = (await this.options.store.progress([partition])).get(partition)!;
    this.last.set(partition, position);
    return position;
  }
}

const endpointsOf = (rows: readonly PublicEventRow[]): ReadonlySet<string> =>
  new Set(
    rows.flatMap(({ subscribers }) =>
      subscribers.flatMap(({ enabled, endpointId }) => (enabled ? endpointId : [])),
    ),
  );

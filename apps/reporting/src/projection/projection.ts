// The live projection. What the topic delivers is applied strictly in log order: what is known
// already is dropped, the next event is applied, and what is missing is read from the log first.
import { decodeEventRecord, headers } from '@ledgerway/contracts';
import type { EventReader } from '@ledgerway/event-store';
import type { LogRecord, RecordBatch } from '@ledgerway/messaging';
import type { Database, Logger } from '@ledgerway/platform';
import { EventRefused } from './apply.js';
import { ChunkWriter } from './chunk-writer.js';
import { LogSource } from './log-source.js';
import type { ProjectionMetrics } from './metrics.js';
import { readPositions } from './positions.js';
import { endOf, projected, type ProjectedEvent } from './projected-event.js';

export type ProjectionOptions = {
  readonly database: Database;
  readonly reader: EventReader;
  readonly logger: Logger;
  readonly metrics: ProjectionMetrics;
  /** Called after each commit. */
  readonly advanced: (partition: number, position: bigint) => void;
};

type Partition = {
  /** The last position that is known to be applied. */
  position: bigint;
  /** Why no further event is applied; a restart tries again. */
  halted: string | undefined;
  /** Ends with the last work that was begun on this partition. */
  work: Promise<void>;
};

type Run = { events: ProjectedEvent[]; topicOffset: bigint | null };

export class Projection {
  private readonly partitions = new Map<number, Partition>();
  private readonly writer: ChunkWriter;

  constructor(private readonly options: ProjectionOptions) {
    const { database } = options;
    this.writer = new ChunkWriter({ database, applied: this.applied.bind(this) });
  }

  /**
   * Applies a batch of the events topic. Resolves when it is committed, or when it is of no use
   * because the partition is halted.
   *
   * @throws whatever the infrastructure threw: the same batch may be handed in again
   */
  handle(batch: RecordBatch): Promise<void> {
    return this.inTurn(batch.partition, (partition) => this.applyRecords(partition, batch));
  }

  /** Applies what the log has up to this position and the read models lack. */
  catchUp(partition: number, upTo: bigint): Promise<void> {
    return this.inTurn(partition, (state) => this.applyFromLog(partition, state, upTo));
  }

  /** Forgets what is known of these partitions: another process may move them on from now. */
  release(partitions: readonly number[]): void {
    for (const partition of partitions) this.partitions.delete(partition);
  }

  halted(): { partition: number; reason: string }[] {
    return [...this.partitions].flatMap(([partition, { halted }]) =>
      halted === undefined ? [] : [{ partition, reason: halted }],
    );
  }

  /** Resolves when everything under way has ended. */
  async idle(): Promise<void> {
    await Promise.allSettled([...this.partitions.values()].map(({ work }) => work));
    await this.writer.idle();
  }

  private async inTurn(
    partition: number,
    work: (state: Partition) => Promise<void>,
  ): Promise<void> {
    const state = this.partitions.get(partition) ?? (await this.load(partition));
    const turn = state.work.then(() => this.untilRefusal(partition, state, work));
    state.work = turn.catch(() => undefined); // The caller is told.
    await turn;
  }

  private async load(partition: number): Promise<Partition> {
    const positions = await readPositions(this.options.database.pool);
    const position = positions.get(partition)?.position;
    if (position === undefined) throw new Error(`There is no partition ${partition}`);
    const known = this.partitions.get(partition); // Loaded by somebody else meanwhile.
    if (known !== undefined) return known;
    const loaded = { position, halted: undefined, work: Promise.resolve() };
    this.partitions.set(partition, loaded);
    return loaded;
  }

  private async untilRefusal(
    partition: number,
    state: Partition,
    work: (state: Partition) => Promise<void>,
  ): Promise<void> {
    if (state.halted !== undefined) return;
    try {
      await work(state);
    } catch (error) {
      if (error instanceof EventRefused) this.halt(partition, state, error);
      else {
        // Perhaps another process moves this partition: what is known of it may be wrong.
        if (this.partitions.get(partition) === state) this.partitions.delete(partition);
        throw error;
      }
    }
  }

  private halt(partition: number, state: Partition, error: EventRefused): void {
    const { position, streamId } = error.event;
    state.halted = error.message;
    this.options.metrics.halted.set({ partition: String(partition) }, 1);
    this.options.logger.error(
      { partition, position: String(position), streamId, err: error.cause },
      `Projection of partition ${partition} halted: ${error.message}`,
    );
  }

  private async applyRecords(state: Partition, { partition, records }: RecordBatch): Promise<void> {
    let run: Run = { events: [], topicOffset: null };
    for (const record of records) {
      const expected = state.position + BigInt(run.events.length) + 1n;
      const label = positionLabel(record);
      if (label !== undefined && label < expected) continue; // A repeated one is not even decoded.
      const event = this.read(partition, record.value);
      if (event?.position === expected) {
        run.events.push(event);
        run.topicOffset = record.offset + 1n;
        continue;
      }
      if (event !== undefined && event.position < expected) continue;
      // Unreadable or too far on: the log has what is missing, this record's own event included.
      await this.apply(partition, state, run);
      run = { events: [], topicOffset: null };
      const wanted = event?.position ?? label;
      if (wanted !== undefined) await this.fillGap(partition, state, wanted);
    }
    await this.apply(partition, state, run);
  }

  /** None if no event can be made of the record; then the log's own is what counts. */
  private read(partition: number, value: Buffer): ProjectedEvent | undefined {
    try {
      const event = projected(decodeEventRecord(value));
      if (event.partition !== partition) throw new Error(`an event of ${event.partition}`);
      return event;
    } catch (error) {
      this.options.logger.warn({ partition, err: error }, 'unreadable record on the events topic');
      return undefined;
    }
  }

  private async apply(partition: number, state: Partition, run: Run): Promise<void> {
    if (run.events.length === 0) return;
    const chunk = { partition, after: state.position, ...run };
    await this.writer.write(chunk);
    state.position = endOf(chunk);
  }

  private async fillGap(partition: number, state: Partition, wanted: bigint): Promise<void> {
    const { logger, metrics } = this.options;
    metrics.gaps.inc();
    logger.warn(
      { partition, applied: String(state.position), wanted: String(wanted) },
      'the topic lacks events; reading them from the log',
    );
    await this.applyFromLog(partition, state, wanted);
    if (state.position >= wanted) return;
    const missing = { partition, position: state.position + 1n, streamId: '' };
    throw new EventRefused(missing, new Error('the topic is ahead of the log, which lacks it'));
  }

  private async applyFromLog(partition: number, state: Partition, upTo: bigint): Promise<void> {
    const log = new LogSource({ reader: this.options.reader });
    for await (const events of log.pages(partition, state.position, upTo))
      await this.apply(partition, state, { events, topicOffset: null });
  }

  private applied(partition: number, position: bigint, events: number): void {
    this.options.metrics.applied.inc(events);
    this.options.advanced(partition, position);
  }
}

/** The position that a record says it has, without a look inside. */
function positionLabel({ headers: labels }: LogRecord): bigint | undefined {
  const label = labels[headers.position];
  return label !== undefined && /^\d{1,18}$/.test(label) ? BigInt(label) : undefined;
}

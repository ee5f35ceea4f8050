// Natural batching of publishes: one write is in flight, and the next takes everything that queued
// meanwhile. Under load the batches grow by themselves; at rest a record leaves at once.
import { PublishTimeout, QueueFull, type OutgoingRecord } from '../port.js';

/** Some records of one topic, in order. */
export type Publication = { readonly topic: string; readonly records: readonly OutgoingRecord[] };

export type PublishQueueOptions = {
  /** Writes one batch; a rejection rejects every publication of it. */
  readonly flush: (batch: readonly Publication[], deadlineMs: number) => Promise<void>;
  /** How long an idle queue waits for company. 0: until the next turn of the event loop. */
  readonly lingerMs: number;
  /** The most that one flush takes; no record may be larger. */
  readonly maxBatchBytes: number;
  readonly maxBatchRecords: number;
  /** The most that may wait behind the flush in flight. */
  readonly maxQueuedBytes: number;
  readonly maxQueuedRecords: number;
  /** From the call to its confirmation. A flush is given at least what is left of it. */
  readonly timeoutMs: number;
};

type Entry = Publication & {
  readonly bytes: number;
  /** By `performance.now()`. */
  readonly deadline: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

/** What a record costs beside its value and headers, generously. */
const overheadBytes = 70;

export class PublishQueue {
  private queue: Entry[] = [];
  private queuedBytes = 0;
  private queuedRecords = 0;
  private flushing: Promise<void> | undefined;
  private endLinger: (() => void) | undefined;
  private closed = false;

  constructor(private readonly options: PublishQueueOptions) {}

  async add(publication: Publication): Promise<void> {
    if (this.closed) throw new Error('The message log is closed');
    if (publication.records.length === 0) return;
    const { maxQueuedBytes, maxQueuedRecords } = this.options;
    if (this.queuedBytes >= maxQueuedBytes || this.queuedRecords >= maxQueuedRecords)
      throw new QueueFull(`${this.queuedRecords} records wait to be published already`);
    const pieces = this.cut(publication);
    await Promise.all(pieces.map((piece) => this.enqueue(piece)));
  }

  /** Takes nothing more; resolves when what was taken is written or given up. */
  async close(): Promise<void> {
    this.closed = true;
    this.endLinger?.();
    await this.flushing;
  }

  /** No piece is larger than a flush may be. */
  private cut({ topic, records }: Publication): (Publication & { bytes: number })[] {
    const { maxBatchBytes, maxBatchRecords } = this.options;
    const pieces: { topic: string; records: OutgoingRecord[]; bytes: number }[] = [];
    for (const record of records) {
      const bytes = sizeOf(record);
      if (bytes > maxBatchBytes)
        throw new RangeError(`A record of ${bytes} bytes; at most ${maxBatchBytes} are allowed`);
      const last = pieces.at(-1);
      if (last && last.bytes + bytes <= maxBatchBytes && last.records.length < maxBatchRecords) {
        last.records.push(record);
        last.bytes += bytes;
      } else pieces.push({ topic, records: [record], bytes });
    }
    return pieces;
  }

  private enqueue(piece: Publication & { bytes: number }): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const deadline = performance.now() + this.options.timeoutMs;
      this.queue.push({ ...piece, deadline, resolve, reject });
      this.queuedBytes += piece.bytes;
      this.queuedRecords += piece.records.length;
      if (this.queuedBytes >= this.options.maxBatchBytes) this.endLinger?.();
      this.flushing ??= this.run();
    });
  }

  private async run(): Promise<void> {
    await this.linger();
    while (this.queue.length > 0) {
      const batch = this.take();
      if (batch.length > 0) await this.flush(batch);
    }
    this.flushing = undefined;
  }

  private linger(): Promise<void> {
    const { lingerMs } = this.options;
    if (lingerMs === 0) return new Promise((resolve) => setImmediate(resolve));
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, lingerMs);
      this.endLinger = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** The longest run of waiting publications that fits into one flush; the overdue are refused. */
  private take(): Entry[] {
    const { maxBatchBytes, maxBatchRecords } = this.options;
    const now = performance.now();
    const batch: Entry[] = [];
    let [taken, bytes, records] = [0, 0, 0];
    for (const entry of this.queue) {
      const overdue = entry.deadline <= now;
      if (!overdue) {
        bytes += entry.bytes;
        records += entry.records.length;
        if (batch.length > 0 && (bytes > maxBatchBytes || records > maxBatchRecords)) break;
        batch.push(entry);
      } else entry.reject(new PublishTimeout('The log did not take the records in time'));
      taken++;
      this.queuedBytes -= entry.bytes;
      this.queuedRecords -= entry.records.length;
    }
    this.queue = this.queue.slice(taken);
    return batch;
  }

  private async flush(batch: readonly Entry[]): Promise<void> {
    const deadline = Math.max(...batch.map((entry) => entry.deadline));
    try {
      await this.options.flush(batch, deadline - performance.now());
      for (const entry of batch) entry.resolve();
    } catch (error) {
      for (const entry of batch) entry.reject(error);
    }
  }
}

function sizeOf({ value, headers = {} }: OutgoingRecord): number {
  let bytes = value.length + overheadBytes;
  for (const name in headers)
    bytes += Buffer.byteLength(name) + Buffer.byteLength(headers[name]!) + 10;
  return bytes;
}

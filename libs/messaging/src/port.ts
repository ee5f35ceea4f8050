// The message log: partitioned topics with offsets. It transports; it is never the archive. Three
// adapters (Kafka, PostgreSQL, in memory) pass the one suite in conformance.ts.

export type OutgoingRecord = {
  readonly partition: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly value: Buffer;
  /** What a compacted topic knows the record by; needed there, and of no use elsewhere. */
  readonly key?: string;
};

export type LogRecord = {
  /** Rises within a partition; what is next is only known to be greater. */
  readonly offset: bigint;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer;
};

/** Records of one partition in order. Never empty. */
export type RecordBatch = {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly LogRecord[];
};

export type TopicDefinition = {
  readonly topic: string;
  readonly partitions: number;
  /** How long records are kept, at least. */
  readonly retentionMs: number;
  /** The newest record of a partition stays for ever, if all of a partition have the same key. */
  readonly compacted?: true;
};

/** Where to begin in a partition: an offset (the first record read is at or after it), or an end. */
export type StartOffset = bigint | 'earliest' | 'latest';

/**
 * One member of a consumer group, or (with `partitions`) a reader of its own that gets exactly those
 * partitions, whoever else reads them.
 *
 * Guarantees: every record at or after the start offset is delivered at least once while the
 * partition is assigned, in order, with at most one `handle` running per partition. `handle` may be
 * running for a partition that was just lost: fencing is the handler's business, in its own store.
 * A rejected `handle` is an infrastructure failure: the same records come again after a pause.
 */
export type Subscription = {
  readonly topic: string;
  readonly group: string;
  readonly partitions?: readonly number[];
  /**
   * Asked at each assignment, before the first batch: the durable positions of the handler. A
   * partition that is left out begins where the group last committed, or else at the earliest
   * record. Asked again after a pause when it rejects.
   */
  readonly start: (partitions: readonly number[]) => Promise<ReadonlyMap<number, StartOffset>>;
  /** These partitions are (or may be) another member's now. */
  readonly lost?: (partitions: readonly number[]) => void;
  readonly handle: (batch: RecordBatch) => Promise<void>;
};

export interface RunningSubscription {
  /** Starts the next delivery of these partitions at these offsets (after a fence or a gap). */
  seek(offsets: ReadonlyMap<number, StartOffset>): Promise<void>;
  /**
   * A hint for lag displays and first starts; the truth is in the handler's own store. Readers with
   * `partitions` of their own belong to no group, so theirs is not kept.
   */
  commit(nextOffsets: ReadonlyMap<number, bigint>): void;
  /** Milliseconds since the log last answered this subscription: grows when it is stalled. */
  silentForMs(): number;
  /**
   * Leaves the group. Resolves when no `handle` is running any more, so never await it in one.
   * `lost` is not called: the caller knows.
   */
  stop(): Promise<void>;
}

export type LogHealth = { readonly ok: boolean; readonly detail: string };

export interface MessageLog {
  /** Creates what is missing. @throws if a topic exists with another number of partitions */
  createTopics(topics: readonly TopicDefinition[]): Promise<void>;
  /**
   * Appends records; resolves when they are as durable as the adapter promises. Records of one call
   * to one partition keep their order; calls made one after the other do too.
   * @throws QueueFull when too much is waiting already
   * @throws PublishTimeout when it is not known in time whether the records were written
   */
  publish(topic: string, records: readonly OutgoingRecord[]): Promise<void>;
  /**
   * Resolves once the log looks after the subscription. With `partitions` of its own that is when
   * its start offsets are fixed: what is published after it is delivered, from 'latest' too.
   * @throws if there is no such topic
   */
  subscribe(subscription: Subscription): Promise<RunningSubscription>;
  /** The offset that the next record will get, by partition. */
  tails(topic: string): Promise<ReadonlyMap<number, bigint>>;
  /** The last record of each partition; partitions without one are absent. */
  lastRecords(topic: string): Promise<ReadonlyMap<number, LogRecord>>;
  health(): Promise<LogHealth>;
  close(): Promise<void>;
}

/** Too much is waiting to be published: the caller answers "try again". */
export class QueueFull extends Error {
  override readonly name = 'QueueFull';
}

/** The log did not confirm the records in time; they may or may not be in it. */
export class PublishTimeout extends Error {
  override readonly name = 'PublishTimeout';
}

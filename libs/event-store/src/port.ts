// The event log: the truth. Streams of events spread over partitions; in each partition positions
// are gapless and there is one writer, fenced by an epoch. Every adapter passes conformance.ts.

/** An event as its writer hands it over. `data` is stored and hashed byte for byte. */
export type NewEvent = {
  /** A UUID. */
  readonly streamId: string;
  /** 1, 2, 3 … within the stream. */
  readonly version: number;
  readonly type: string;
  readonly schemaVersion: number;
  /** The command that caused it (a UUID), and the event's place among that command's events. */
  readonly commandId: string;
  readonly commandSeq: number;
  /** Milliseconds since the epoch. */
  readonly occurredAt: number;
  /** Canonical JSON. */
  readonly data: Buffer;
  /** JSON that nothing depends on: correlation, request ids. Not hashed. */
  readonly meta: string;
  /** `eventHash` of this event and its stream's previous hash: 32 bytes. See hash-chain.ts. */
  readonly hash: Buffer;
};

export type StoredEvent = NewEvent & {
  readonly partition: number;
  readonly position: bigint;
  /** Milliseconds since the epoch, by the database's clock. */
  readonly recordedAt: number;
};

/** An event with what its hash is chained to: the event before it in its stream, if it is there. */
export type LinkedEvent = StoredEvent & {
  readonly previous: { readonly position: bigint; readonly hash: Buffer } | null;
};

/** Where a partition stands. `commandOffset` is the next command to read: last applied + 1. */
export type Head = {
  readonly partition: number;
  readonly position: bigint;
  readonly epoch: bigint;
  readonly commandOffset: bigint;
};

/**
 * What one partition adds in an append. It is applied only if the head still is exactly
 * (`epoch`, `position`, `commandOffset`); then the head moves to `nextCommandOffset` and to
 * `position` + number of events. No events but a new offset is allowed.
 */
export type PartitionAppend = {
  readonly partition: number;
  readonly epoch: bigint;
  readonly position: bigint;
  readonly commandOffset: bigint;
  readonly nextCommandOffset: bigint;
  readonly events: readonly NewEvent[];
};

/**
 * `appended`: durable. `fenced`: the head was not as expected (another owner, or the batch had been
 * applied before) and nothing of this partition was written. `conflict`: a (stream, version) exists
 * already, which only a bug or a foreign writer can cause: nothing was written, the caller halts
 * the partition.
 */
export type AppendResult = 'appended' | 'fenced' | 'conflict';

/** The connection broke during an append: read the heads to learn what became of it. */
export class UnknownCommit extends Error {}

export type StreamRef = { readonly partition: number; readonly streamId: string };

export type Snapshot = StreamRef & {
  readonly version: number;
  readonly schemaVersion: number;
  readonly state: Buffer;
  /** Of the event at `version`: the chain goes on from here. */
  readonly hash: Buffer;
};

/** A command that could not be handled because of a bug: kept, in order, until it is unparked. */
export type ParkedCommand = StreamRef & {
  readonly commandOffset: bigint;
  readonly reason: string;
  /** The command's record as it was read. */
  readonly value: Buffer;
};

/** A form in which events were ever written: what a reader of the log has to understand. */
export type StoredForm = { readonly type: string; readonly schemaVersion: number };

/** Reads of the log; what `reporting` and the command line may use. */
export interface EventReader {
  /** Of the whole log, by partition. */
  heads(): Promise<Head[]>;
  /** Events with `position` > `after`, in order, at most `limit`. */
  readPartition(partition: number, after: bigint, limit: number): Promise<StoredEvent[]>;
  /**
   * The events of each stream in version order, by stream id; only those after a known version if
   * one is given. A stream without events has an empty list.
   */
  readStreams(
    streams: readonly (StreamRef & { readonly afterVersion?: number })[],
  ): Promise<ReadonlyMap<string, StoredEvent[]>>;
  /**
   * For each partition the last position that was recorded at this time (milliseconds since the epoch)
   * or before; 0 if there is none. What the log held at that moment is what stands up to there.
   */
  positionsAt(timeMs: number): Promise<ReadonlyMap<number, bigint>>;
  /** All forms that an event of the log may have; a form stays, even if its append failed. */
  storedForms(): Promise<StoredForm[]>;
}

export interface EventStore extends EventReader {
  /** Becomes the owner of these partitions: raises their epochs, which fences every earlier owner. */
  takeOver(partitions: readonly number[], owner: string): Promise<Head[]>;
  /**
   * Appends to many partitions in one statement and one commit. Results by partition. Each partition
   * of one append succeeds, is fenced or is in conflict by itself. Appends of one store run one
   * after the other, in the order of the calls.
   * @throws UnknownCommit when the outcome could not be learned; on any other error nothing of the
   * batch was written
   */
  append(batch: readonly PartitionAppend[]): Promise<ReadonlyMap<number, AppendResult>>;
  /** The snapshot of each stream that has one, by stream id. */
  snapshots(streams: readonly StreamRef[]): Promise<ReadonlyMap<string, Snapshot>>;
  /** Keeps the newest snapshot of each stream; an older one never replaces a newer. */
  saveSnapshots(snapshots: readonly Snapshot[]): Promise<void>;
  /** A command that is parked already stays as it was. */
  park(commands: readonly ParkedCommand[]): Promise<void>;
  /** In the order of their offsets. */
  parked(partition: number): Promise<ParkedCommand[]>;
  /** Forgets all parked commands of a stream. */
  unpark(stream: StreamRef): Promise<void>;
  close(): Promise<void>;
}

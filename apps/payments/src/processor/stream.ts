// A stream as the processor holds it: the folded state, and the outcome of every command.
import {
  readEvent,
  stateFromJson,
  stateToJson,
  UnreadableEvent,
  type RequestOrigin,
  type StateJson,
} from '@ledgerway/contracts';
import {
  emptyStreamState,
  openIntentsOf,
  stream as decider,
  type StreamEvent,
  type StreamRejection,
  type StreamState,
} from '@ledgerway/domain';
import {
  genesisHash,
  type Snapshot,
  type StoredEvent,
  type StreamRef,
} from '@ledgerway/event-store';

/** What a command came to: the version its last event has, and why it was refused, if it was. */
export type Outcome = { readonly version: number; readonly rejected: StreamRejection | null };

export type Stream = StreamRef & {
  version: number;
  hash: Buffer;
  state: StreamState;
  readonly outcomes: Map<string, Outcome>;
  /** The request behind each question to the acquirer that has no answer yet, by intent. */
  readonly origins: Map<string, RequestOrigin>;
};

export const emptyStream = (ref: StreamRef): Stream => ({
  partition: ref.partition,
  streamId: ref.streamId,
  version: 0,
  hash: genesisHash,
  state: emptyStreamState,
  outcomes: new Map(),
  origins: new Map(),
});

/**
 * Folds one stored event onto the stream. Throws if it cannot follow: the stream is corrupt.
 *
 * @throws UnreadablePartition if a newer program wrote it
 */
export function fold(stream: Stream, stored: StoredEvent): StreamEvent {
  if (stored.version !== stream.version + 1)
    throw new Error(`Stream ${stream.streamId} lacks version ${stream.version + 1}`);
  const event = readStored(stored);
  advance(stream, event, decider.evolve(stream.state, event), stored);
  noteOrigin(stream, originOf(stored));
  return event;
}

/** An event that only a newer program can read: nothing may be decided where it stands. */
export class UnreadablePartition extends Error {
  constructor(
    readonly partition: number,
    position: bigint,
    cause: UnreadableEvent,
  ) {
    super(`position ${position}: ${cause.message}`, { cause });
  }
}

function readStored({ partition, position, type, schemaVersion, data }: StoredEvent): StreamEvent {
  try {
    return readEvent(type, schemaVersion, data);
  } catch (error) {
    if (!(error instanceof UnreadableEvent)) throw error;
    throw new UnreadablePartition(partition, position, error);
  }
}

export const noOrigin: RequestOrigin = { id: null, idempotencyKey: null };

/** The request that caused a stored event; `noOrigin` if none did. */
export function originOf({ meta }: Pick<StoredEvent, 'meta'>): RequestOrigin {
  if (meta === '{}') return noOrigin;
  return (JSON.parse(meta) as { request?: RequestOrigin }).request ?? noOrigin;
}

/** Remembers which request asked what the stream now asks the acquirer: the answer belongs to it. */
export function noteOrigin({ state, origins }: Stream, origin: RequestOrigin): void {
  if (origin.id === null) return;
  for (const { intentId } of openIntentsOf(state))
    if (!origins.has(intentId)) origins.set(intentId, origin);
}

/** Moves the stream one event on, to the state that the event leads to. */
export function advance(
  stream: Stream,
  event: StreamEvent,
  state: StreamState,
  { commandId, hash }: { commandId: string; hash: Buffer },
): void {
  stream.state = state;
  stream.version += 1;
  stream.hash = hash;
  // Facts of a merchant come without end, and are known by their positions: nobody asks after them.
  if (event.type === 'FundsRecorded' || event.type === 'FundsReleased') return;
  const rejected = event.type === 'CommandRejected' ? (event.reason as StreamRejection) : null;
  stream.outcomes.set(commandId, { version: stream.version, rejected });
}

/**
 * Forgets who asked once the answer is there. News that come after a "later" (a pending refund that
 * settles) are nobody's request any more.
 */
export function forgetOrigin({ state, origins }: Stream, intentId: string | undefined): void {
  if (intentId === undefined) return;
  const open = openIntentsOf(state).find((intent) => intent.intentId === intentId);
  const later = open?.kind === 'refund' && open.pending;
  if (open === undefined || later) origins.delete(intentId);
}

const snapshotVersion = 2;

export function takeSnapshot(stream: Stream): Snapshot {
  const state = JSON.stringify({
    state: stateToJson(stream.state),
    outcomes: [...stream.outcomes],
  });
  return {
    partition: stream.partition,
    streamId: stream.streamId,
    version: stream.version,
    schemaVersion: snapshotVersion,
    state: Buffer.from(state),
    hash: stream.hash,
  };
}

/** The stream as a snapshot has it; none if the snapshot is of another form and must be ignored. */
export function fromSnapshot(snapshot: Snapshot): Stream | undefined {
  if (snapshot.schemaVersion !== snapshotVersion) return undefined;
  const json = JSON.parse(snapshot.state.toString('utf8')) as {
    state: StateJson;
    outcomes: [string, Outcome][];
  };
  return {
    partition: snapshot.partition,
    streamId: snapshot.streamId,
    version: snapshot.version,
    hash: snapshot.hash,
    state: stateFromJson(json.state),
    outcomes: new Map(json.outcomes),
    origins: new Map(),
  };
}

/** Where to begin to fold for what stood in the stream before a version: at a snapshot if it is older. */
export function streamBefore(
  ref: StreamRef,
  version: number,
  snapshot: Snapshot | undefined,
): Stream {
  const isOlder = snapshot !== undefined && snapshot.version < version;
  return (isOlder ? fromSnapshot(snapshot) : undefined) ?? emptyStream(ref);
}

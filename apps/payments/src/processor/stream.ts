// A charge's stream as the processor holds it: the folded state, and the outcome of every command.
import { chargeFromJson, readEvent, toJson, type ChargeJson } from '@ledgerway/contracts';
import {
  charge,
  type ChargeEvent,
  type ChargeRejection,
  type ChargeState,
} from '@ledgerway/domain';
import {
  genesisHash,
  type Snapshot,
  type StoredEvent,
  type StreamRef,
} from '@ledgerway/event-store';

/** What a command came to: the version its last event has, and why it was refused, if it was. */
export type Outcome = { readonly version: number; readonly rejected: ChargeRejection | null };

export type Stream = StreamRef & {
  version: number;
  hash: Buffer;
  state: ChargeState;
  readonly outcomes: Map<string, Outcome>;
};

export const emptyStream = (ref: StreamRef): Stream => ({
  partition: ref.partition,
  streamId: ref.streamId,
  version: 0,
  hash: genesisHash,
  state: charge.initialState,
  outcomes: new Map(),
});

/** Folds one stored event onto the stream. Throws if it cannot follow: the stream is corrupt. */
export function fold(stream: Stream, stored: StoredEvent): ChargeEvent {
  if (stored.version !== stream.version + 1)
    throw new Error(`Stream ${stream.streamId} lacks version ${stream.version + 1}`);
  const event = readEvent(stored.type, stored.schemaVersion, stored.data);
  advance(stream, event, charge.evolve(stream.state, event), stored);
  return event;
}

/** Moves the stream one event on, to the state that the event leads to. */
export function advance(
  stream: Stream,
  event: ChargeEvent,
  state: ChargeState,
  { commandId, hash }: { commandId: string; hash: Buffer },
): void {
  stream.state = state;
  stream.version += 1;
  stream.hash = hash;
  const rejected = event.type === 'CommandRejected' ? (event.reason as ChargeRejection) : null;
  stream.outcomes.set(commandId, { version: stream.version, rejected });
}

const snapshotVersion = 1;

export function takeSnapshot(stream: Stream): Snapshot {
  const state = toJson({ charge: stream.state, outcomes: [...stream.outcomes] });
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
    charge: ChargeJson | { status: 'none' };
    outcomes: [string, Outcome][];
  };
  return {
    partition: snapshot.partition,
    streamId: snapshot.streamId,
    version: snapshot.version,
    hash: snapshot.hash,
    state:
      json.charge.status === 'none'
        ? charge.initialState
        : chargeFromJson(json.charge as ChargeJson),
    outcomes: new Map(json.outcomes),
  };
}

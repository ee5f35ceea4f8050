// Answers a command that was decided earlier, with the state exactly as its outcome had left it,
// so that a replayed request gives the same bytes whatever happened since.
import type { CommandRecord, ReplyRecord } from '@ledgerway/contracts';
import type { EventStore, StoredEvent } from '@ledgerway/event-store';
import { settlementOf, type Settlement } from './settlement.js';
import { fold, streamBefore, type Outcome, type Stream } from './stream.js';

/** The recorded answer; none while the command is still waiting for the acquirer. */
export async function recordedReply(
  store: EventStore,
  { id, command }: CommandRecord,
  { partition, streamId, outcomes }: Stream,
): Promise<ReplyRecord | undefined> {
  const recorded = outcomes.get(id);
  if (recorded === undefined) return undefined;
  const ref = { partition, streamId };
  const snapshot = (await store.snapshots([ref])).get(streamId);
  const stream = streamBefore(ref, recorded.version, snapshot);
  const wanted = { ...ref, afterVersion: stream.version };
  const events = (await store.readStreams([wanted])).get(streamId) ?? [];
  for (const [index, event] of events.entries()) {
    fold(stream, event);
    if (stream.version < recorded.version || !endsCommand(events, index)) continue;
    const outcome = outcomeAt(recorded, settlementOf(command, stream.state));
    if (outcome.kind === 'waiting') continue;
    const { state } = stream;
    return { commandId: id, partition, position: event.position, outcome, state };
  }
  return undefined;
}

/** Between the events of one command nobody ever saw the state: they were one decision. */
const endsCommand = (events: readonly StoredEvent[], index: number): boolean =>
  (events[index + 1]?.commandSeq ?? 0) === 0;

const outcomeAt = ({ rejected }: Outcome, settlement: Settlement): Settlement =>
  rejected === null ? settlement : { kind: 'rejected', reason: rejected };

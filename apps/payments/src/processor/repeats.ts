// Answers a command that was decided earlier, with the charge exactly as its outcome had left it,
// so that a replayed request gives the same bytes whatever happened to the charge since.
import type { CommandRecord, ReplyRecord } from '@ledgerway/contracts';
import type { EventStore } from '@ledgerway/event-store';
import { settlementOf } from './settlement.js';
import { emptyStream, fold, type Stream } from './stream.js';

/** The recorded answer; none while the command is still waiting for the acquirer. */
export async function recordedReply(
  store: EventStore,
  { id, command }: CommandRecord,
  { partition, streamId, outcomes }: Stream,
): Promise<ReplyRecord | undefined> {
  const outcome = outcomes.get(id);
  if (outcome === undefined) return undefined;
  const stream = emptyStream({ partition, streamId });
  for (const event of (await store.readStreams([{ partition, streamId }])).get(streamId) ?? []) {
    fold(stream, event);
    if (stream.version < outcome.version) continue;
    const charge = stream.state.status === 'none' ? null : stream.state;
    const { position } = event;
    if (outcome.rejected !== null)
      return {
        commandId: id,
        partition,
        position,
        charge,
        outcome: { kind: 'rejected', reason: outcome.rejected },
      };
    const settlement = settlementOf(command, stream.state);
    if (settlement.kind !== 'waiting')
      return { commandId: id, partition, position, charge, outcome: settlement };
  }
  return undefined;
}

// Decides a batch of commands in memory and drafts one append for all partitions. No I/O: the
// streams are loaded before, and nothing here is visible to anybody until the append is durable.
import {
  encodeEvent,
  currentSchemaVersion,
  type CommandRecord,
  type RequestOrigin,
} from '@ledgerway/contracts';
import {
  stream as decider,
  type StreamCommand,
  type StreamEvent,
  type StreamState,
} from '@ledgerway/domain';
import { eventHash, type NewEvent } from '@ledgerway/event-store';
import { settlementOf } from './settlement.js';
import { advance, forgetOrigin, noOrigin, noteOrigin, type Stream } from './stream.js';
import type { Waiters } from './waiters.js';
import type { Draft, InternalWork, LoggedWork, Owned, PartitionDraft, Work } from './work.js';

/** Bytes that name no stream are parked under this id. */
export const noStreamId = '00000000-0000-0000-0000-000000000000';

export type BatchContext = {
  readonly streams: ReadonlyMap<string, Stream>;
  readonly waiters: Waiters;
  /** Told of every command that met a bug, for the log. */
  readonly onBug: (streamId: string, error: unknown) => void;
};

export function decideBatch(batch: readonly Work[], context: BatchContext): Draft {
  const draft: Draft = {
    partitions: new Map(),
    changed: new Set(),
    replies: [],
    parked: [],
    repeats: [],
  };
  for (const work of batch) {
    const partition = partitionDraft(draft, work.owned);
    if (work.kind === 'logged') decideLogged(work, partition, draft, context);
    else decideInternal(work, partition, draft, context);
  }
  return draft;
}

/** A refusal of our own command is no event: whoever sent it looks at the charge and comes back. */
function decideInternal(
  work: InternalWork,
  partition: PartitionDraft,
  draft: Draft,
  context: BatchContext,
): void {
  try {
    const stream = streamOf(context, work.streamId);
    if (stream.outcomes.has(work.commandId)) return;
    const origin = stream.origins.get(work.intentId ?? '') ?? noOrigin;
    const { events } = decisionOf(work.command, stream);
    record(events, work, stream, partition, draft, origin, context);
    forgetOrigin(stream, work.intentId);
  } catch (error) {
    context.onBug(work.streamId, error);
  }
}

function partitionDraft(draft: Draft, owned: Owned): PartitionDraft {
  const known = draft.partitions.get(owned.partition);
  if (known !== undefined) return known;
  const { position, commandOffset } = owned;
  const fresh = { owned, position, commandOffset, events: [], records: [] };
  draft.partitions.set(owned.partition, fresh);
  return fresh;
}

function streamOf({ streams }: BatchContext, streamId: string): Stream {
  const stream = streams.get(streamId);
  if (stream === undefined) throw new Error(`Stream ${streamId} was not loaded`);
  return stream;
}

function decideLogged(
  work: LoggedWork,
  partition: PartitionDraft,
  draft: Draft,
  context: BatchContext,
) {
  if (work.offset < partition.commandOffset) return; // Delivered again: applied already.
  partition.commandOffset = work.offset + 1n;
  const { record: command, owned } = work;
  if (command === undefined) {
    context.onBug(noStreamId, new Error(`the command at offset ${work.offset} is unreadable`));
    return park(work, noStreamId, 'unreadable', draft);
  }
  if (owned.parked.has(command.streamId))
    return park(work, command.streamId, 'behind a bug', draft);
  try {
    decideCommand(command, partition, draft, context);
  } catch (error) {
    // One stream stops; the others of the partition go on. `unpark` lets it continue.
    owned.parked.add(command.streamId);
    context.onBug(command.streamId, error);
    park(work, command.streamId, String(error), draft);
  }
}

function park(work: LoggedWork, streamId: string, reason: string, draft: Draft): void {
  const { offset, value, owned } = work;
  draft.parked.push({ partition: owned.partition, streamId, commandOffset: offset, reason, value });
}

/** The events of a decision; a refusal of a merchant's command is an event too. */
function decisionOf(command: StreamCommand, stream: Stream) {
  const decision = decider.decide(command, stream.state);
  return decision.accepted
    ? { events: decision.events, refused: null }
    : { events: [], refused: decision.reason };
}

function decideCommand(
  command: CommandRecord,
  partition: PartitionDraft,
  draft: Draft,
  context: BatchContext,
): void {
  const stream = streamOf(context, command.streamId);
  if (stream.outcomes.has(command.id)) {
    if (isWaiting(command, stream)) context.waiters.add(stream.partition, command);
    else draft.repeats.push({ record: command, stream });
    return;
  }
  const { events, refused } = decisionOf(command.command, stream);
  const work = { commandId: command.id, command: command.command };
  const { at } = command.command;
  const outcome: readonly StreamEvent[] =
    refused === null
      ? events
      : [{ type: 'CommandRejected', command: command.command.type, reason: refused, at }];
  record(outcome, work, stream, partition, draft, command.origin, context);
  if (refused !== null)
    return reply(command, stream, partition, draft, { kind: 'rejected', reason: refused });
  const settlement = settlementOf(command.command, stream.state);
  if (settlement.kind === 'waiting') context.waiters.add(stream.partition, command);
  else reply(command, stream, partition, draft, settlement);
}

function isWaiting(command: CommandRecord, stream: Stream): boolean {
  const outcome = stream.outcomes.get(command.id);
  return (
    outcome?.rejected === null && settlementOf(command.command, stream.state).kind === 'waiting'
  );
}

/** Adds the events of one command to the draft and answers whoever they settle. */
function record(
  events: readonly StreamEvent[],
  work: { commandId: string; command: StreamCommand },
  stream: Stream,
  partition: PartitionDraft,
  draft: Draft,
  origin: RequestOrigin,
  { waiters }: BatchContext,
): void {
  if (events.length === 0) return;
  // All are folded before any is drafted: an event that cannot follow leaves nothing half done.
  const states = statesAfter(events, stream);
  const meta = origin.id === null ? '{}' : JSON.stringify({ request: origin });
  events.forEach((event, commandSeq) => {
    const unhashed = {
      streamId: stream.streamId,
      version: stream.version + 1,
      type: event.type,
      schemaVersion: currentSchemaVersion(event.type),
      commandId: work.commandId,
      commandSeq,
      occurredAt: event.at,
      data: encodeEvent(event),
      meta,
    };
    const stored: NewEvent = { ...unhashed, hash: eventHash(stream.hash, unhashed) };
    advance(stream, event, states[commandSeq] as StreamState, stored);
    partition.position += 1n;
    partition.events.push(stored);
    partition.records.push({
      partition: stream.partition,
      position: partition.position,
      streamId: stream.streamId,
      version: stream.version,
      origin,
      event,
      state: stream.state,
    });
  });
  noteOrigin(stream, origin);
  draft.changed.add(stream);
  for (const waiter of waiters.of(stream.streamId)) {
    const settlement = settlementOf(waiter.command, stream.state);
    if (settlement.kind === 'waiting') continue;
    waiters.remove(waiter);
    reply(waiter, stream, partition, draft, settlement);
  }
}

function statesAfter(events: readonly StreamEvent[], stream: Stream): StreamState[] {
  let state = stream.state;
  return events.map((event) => (state = decider.evolve(state, event)));
}

type Settled = Exclude<ReturnType<typeof settlementOf>, { kind: 'waiting' }>;

function reply(
  { id, replyTo }: CommandRecord,
  stream: Stream,
  partition: PartitionDraft,
  draft: Draft,
  outcome: Settled,
): void {
  if (replyTo === null) return;
  const { position } = partition;
  const { state } = stream;
  draft.replies.push({
    replyTo,
    reply: { commandId: id, partition: stream.partition, position, outcome, state },
  });
}

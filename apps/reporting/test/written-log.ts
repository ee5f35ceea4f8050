// A log written by the real decider, for specs: an event store and the records that payments would
// publish for what is in it.
import {
  currentSchemaVersion,
  deriveCore,
  encodeEvent,
  encodeEventRecord,
  headers,
  idOf,
  parseId,
  partitionOf,
  sandboxCard,
  streamIdOf,
  deriveCommandId,
  type EventRecord,
} from '@ledgerway/contracts';
import {
  stream as decider,
  type Charge,
  type StreamCommand,
  type StreamEvent,
  type StreamState,
  type Terms,
} from '@ledgerway/domain';
import * as example from '@ledgerway/domain/testing';
import {
  eventHash,
  genesisHash,
  InMemoryEventStore,
  type EventStore,
} from '@ledgerway/event-store';
import type { LogRecord, RecordBatch } from '@ledgerway/messaging';

export const startMs = Date.parse('2026-01-05T10:00:00Z');

type Stream = {
  core: string;
  partition: number;
  version: number;
  hash: Buffer;
  state: StreamState;
};

export class WrittenLog {
  readonly records: EventRecord[] = [];
  private readonly streams = new Map<string, Stream>();
  private commands = 0;

  constructor(
    readonly partitions: number,
    readonly store: EventStore = new InMemoryEventStore({ partitions, now: () => startMs }),
  ) {}

  /** Decides the command as payments would, and appends what it decides, a refusal included. */
  async run(id: string, command: StreamCommand): Promise<EventRecord[]> {
    const stream = this.stream(id);
    const decision = decider.decide(command, stream.state);
    const { type, at } = command;
    const events: readonly StreamEvent[] = decision.accepted
      ? decision.events
      : [{ type: 'CommandRejected', command: type, reason: decision.reason, at }];
    return this.append(stream, events);
  }

  async append(stream: Stream, events: readonly StreamEvent[]): Promise<EventRecord[]> {
    if (events.length === 0) return [];
    const streamId = streamIdOf(stream.core);
    const [head] = await this.store.takeOver([stream.partition], 'spec');
    const commandId = deriveCommandId(String(this.commands++));
    const records: EventRecord[] = [];
    const stored = events.map((event, index) => {
      stream.version += 1;
      stream.state = decider.evolve(stream.state, event);
      records.push({
        partition: stream.partition,
        position: head!.position + BigInt(index + 1),
        streamId,
        version: stream.version,
        origin: { id: null, idempotencyKey: null },
        event,
        state: stream.state,
      });
      const body = {
        streamId,
        version: stream.version,
        type: event.type,
        schemaVersion: currentSchemaVersion(event.type),
        commandId,
        commandSeq: index,
        occurredAt: event.at,
        data: encodeEvent(event),
      };
      stream.hash = eventHash(stream.hash, body);
      return { ...body, meta: '{}', hash: stream.hash };
    });
    const { partition, epoch, position, commandOffset } = head!;
    const append = {
      partition,
      epoch,
      position,
      commandOffset,
      nextCommandOffset: commandOffset + 1n,
    };
    const result = await this.store.append([{ ...append, events: stored }]);
    if (result.get(partition) !== 'appended') throw new Error(`append: ${result.get(partition)}`);
    this.records.push(...records);
    return records;
  }

  /** The stream that this id is of. */
  stream(id: string): Stream {
    const { core } = parseId(id)!;
    const known = this.streams.get(core);
    if (known !== undefined) return known;
    const partition = partitionOf(core, this.partitions);
    const stream = { core, partition, version: 0, hash: genesisHash, state: decider.initialState };
    this.streams.set(core, stream);
    return stream;
  }

  /** What stands in all streams now. */
  states(): StreamState[] {
    return [...this.streams.values()].map(({ state }) => state);
  }

  /** The charges as they are now, those of earlier attempts included. */
  charges(): Charge[] {
    return this.states().flatMap(({ charge, earlierCharges }) =>
      charge === null ? earlierCharges : [...earlierCharges, charge],
    );
  }

  /** What the topic delivers of a partition; the record of position n has the offset n - 1. */
  batch(partition: number, from = 1, to = Infinity): RecordBatch {
    const records = this.records
      .filter((record) => record.partition === partition)
      .filter(({ position }) => position >= from && position <= to);
    return { topic: 'payments.events', partition, records: records.map(asLogRecord) };
  }
}

export const asLogRecord = (record: EventRecord): LogRecord => ({
  offset: record.position - 1n,
  headers: { [headers.position]: String(record.position) },
  value: encodeEventRecord(record),
});

export const chargeIdOf = (name: string | number, atMs = startMs): string =>
  idOf('ch', deriveCore(atMs, 'spec', String(name)));

/** A charge of 2000 that a test card pays, unless told otherwise. */
export function termsOf(name: string | number, changes: Partial<Terms> = {}): Terms {
  return {
    ...example.terms,
    chargeId: chargeIdOf(name),
    merchantId: 'acct_one',
    capture: 'automatic',
    card: sandboxCard('tok_visa')!,
    paymentMethod: sandboxCard('tok_visa')!.id,
    details: {
      ...example.chargeDetails,
      description: `Order ${name}`,
      metadata: { order: String(name) },
    },
    ...changes,
  };
}

export const approved = {
  kind: 'approved',
  approval: { ...example.approval, acquirerReference: 'ref-1' },
} as const;

/** Writes a charge that was approved at once; captured too, unless its terms say otherwise. */
export async function writeCharge(log: WrittenLog, terms: Terms, at = startMs): Promise<void> {
  await log.run(terms.chargeId, { type: 'CreateCharge', terms, at });
  await log.run(terms.chargeId, { type: 'RecordAuthorization', outcome: approved, at });
}

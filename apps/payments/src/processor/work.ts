// What the processor works on, and what it makes of it.
import type { CommandRecord, EventRecord, ReplyRecord } from '@ledgerway/contracts';
import type { StreamCommand } from '@ledgerway/domain';
import type { NewEvent, ParkedCommand } from '@ledgerway/event-store';
import type { Stream } from './stream.js';

/** A partition as its owner knows it: exactly the head row that the next append expects. */
export type Owned = {
  readonly partition: number;
  readonly epoch: bigint;
  position: bigint;
  commandOffset: bigint;
  /** Streams whose commands are put aside, because one of them met a bug. */
  readonly parked: Set<string>;
};

/** A command read from the log. `value` is kept in case it has to be parked. */
export type LoggedWork = {
  readonly kind: 'logged';
  readonly owned: Owned;
  readonly offset: bigint;
  readonly value: Buffer;
  /** Absent if the bytes are no command of ours. */
  readonly record: CommandRecord | undefined;
};

/** A command of our own (an acquirer's answer, a timer): not in the topic, decided all the same. */
export type InternalWork = {
  readonly kind: 'internal';
  readonly owned: Owned;
  readonly streamId: string;
  readonly commandId: string;
  readonly command: StreamCommand;
  /** The question to the acquirer that this answers, if it answers one. */
  readonly intentId?: string;
  /** Called once: true when the outcome is durable, false if the partition was lost before. */
  readonly settled: (durable: boolean) => void;
};

export type Work = LoggedWork | InternalWork;

export type Reply = { readonly replyTo: number; readonly reply: ReplyRecord };

/** Everything that one flush adds to one partition. */
export type PartitionDraft = {
  readonly owned: Owned;
  position: bigint;
  commandOffset: bigint;
  readonly events: NewEvent[];
  readonly records: EventRecord[];
};

export type Draft = {
  readonly partitions: Map<number, PartitionDraft>;
  readonly changed: Set<Stream>;
  readonly replies: Reply[];
  readonly parked: ParkedCommand[];
  /** Answered from what was recorded earlier: needs the state that the outcome had left. */
  readonly repeats: { record: CommandRecord; stream: Stream }[];
};

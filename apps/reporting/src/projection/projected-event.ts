import type { EventRecord } from '@ledgerway/contracts';
import { postings, type Posting } from '@ledgerway/domain';

/**
 * An event of the log with what it made of its charge and of the ledger: all that a read model
 * needs. It is the same whether it came from the topic or was folded from the log.
 */
export type ProjectedEvent = Omit<EventRecord, 'origin'> & {
  /** Empty if the event moves no money. */
  readonly legs: readonly Posting[];
};

const noLegs: readonly Posting[] = [];

/** @throws if the event has no meaning in the ledger */
export function projected(record: Omit<EventRecord, 'origin'>): ProjectedEvent {
  const { partition, position, streamId, version, event, charge } = record;
  const legs = charge === null ? noLegs : postings(event, charge);
  return { partition, position, streamId, version, event, charge, legs };
}

/** Consecutive events of one partition, the first of them at `after` + 1. Never empty. */
export type Chunk = {
  readonly partition: number;
  readonly after: bigint;
  readonly events: readonly ProjectedEvent[];
  /** Where to go on reading the topic; null if the events did not come from there. */
  readonly topicOffset: bigint | null;
};

export const endOf = (chunk: Chunk): bigint => chunk.after + BigInt(chunk.events.length);

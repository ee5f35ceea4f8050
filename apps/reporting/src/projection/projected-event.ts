import { tenantOfRecord, type EventRecord, type Tenant } from '@ledgerway/contracts';
import {
  chargeOf,
  postings,
  type Charge,
  type Posting,
  type StreamEvent,
  type StreamState,
} from '@ledgerway/domain';

/**
 * An event of the log with what it made of its stream and of the ledger: all that a read model
 * needs. It is the same whether it came from the topic or was folded from the log.
 */
export type ProjectedEvent = Omit<EventRecord, 'origin'> & {
  /** Null for a refused command where nothing stands yet. */
  readonly tenant: Tenant | null;
  /** The charge that the event is about: the stream's latest, unless it names an earlier one. */
  readonly charge: Charge | null;
  /** Empty if the event moves no money. */
  readonly legs: readonly Posting[];
};

/** @throws if the event has no meaning in the ledger */
export function projected(record: Omit<EventRecord, 'origin'>): ProjectedEvent {
  const { partition, position, streamId, version, event, state } = record;
  const tenant = tenantOfRecord(record);
  const charge = chargeIn(event, state);
  const legs = postings(event, charge);
  return { partition, position, streamId, version, event, state, tenant, charge, legs };
}

const chargeIn = (event: StreamEvent, state: StreamState): Charge | null =>
  event.type === 'ChargeUpdated' && event.chargeId !== undefined
    ? chargeOf(state, event.chargeId)
    : state.charge;

/** Consecutive events of one partition, the first of them at `after` + 1. Never empty. */
export type Chunk = {
  readonly partition: number;
  readonly after: bigint;
  readonly events: readonly ProjectedEvent[];
  /** Where to go on reading the topic; null if the events did not come from there. */
  readonly topicOffset: bigint | null;
};

export const endOf = (chunk: Chunk): bigint => chunk.after + BigInt(chunk.events.length);

// Answers about what stands in a stream, always from the log: current as of the moment they are asked.
import {
  encodeEventRecord,
  parseId,
  partitionOf,
  stateToJson,
  streamIdOf,
  type PaymentsQueries,
} from '@ledgerway/contracts';
import { tenantOf, type StreamState } from '@ledgerway/domain';
import type { EventStore } from '@ledgerway/event-store';
import { readStreams } from '../processor/streams.js';
import { eventRecordsAfter } from '../publisher/event-records.js';

type Ask<P extends keyof PaymentsQueries> = PaymentsQueries[P]['ask'];
type Answer<P extends keyof PaymentsQueries> = PaymentsQueries[P]['answer'];

const maxRecords = 1_000;

export class StreamQueries {
  constructor(
    private readonly store: EventStore,
    private readonly partitions: number,
  ) {}

  /** What stands in the stream of that id; null if it is not this merchant's, or of the other mode. */
  async state(ask: Ask<'payments.state'>): Promise<Answer<'payments.state'>> {
    const state = await this.read(ask.id);
    const tenant = state === undefined ? null : tenantOf(state);
    if (state === undefined || tenant === null) return null;
    const mine = tenant.merchantId === ask.merchantId && tenant.livemode === ask.livemode;
    return mine ? stateToJson(state) : null;
  }

  async anyState({ id }: Ask<'payments.any_state'>): Promise<Answer<'payments.any_state'>> {
    const state = await this.read(id);
    return state === undefined || tenantOf(state) === null ? null : stateToJson(state);
  }

  private async read(id: string): Promise<StreamState | undefined> {
    const parsed = parseId(id);
    if (parsed === undefined) return undefined;
    const streamId = streamIdOf(parsed.core);
    const ref = { partition: partitionOf(parsed.core, this.partitions), streamId };
    return (await readStreams(this.store, [ref])).get(streamId)?.state;
  }

  async eventRecords(
    ask: Ask<'payments.event_records'>,
  ): Promise<Answer<'payments.event_records'>> {
    const limit = Math.min(Math.max(1, ask.limit), maxRecords);
    const records = await eventRecordsAfter(this.store, ask.partition, BigInt(ask.after), limit);
    return records.map((record) => encodeEventRecord(record).toString('utf8'));
  }
}

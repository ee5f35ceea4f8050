// Answers about charges, always from the log: current as of the moment they are asked.
import {
  chargeToJson,
  encodeEventRecord,
  parseId,
  partitionOf,
  streamIdOf,
  type PaymentsQueries,
} from '@ledgerway/contracts';
import type { EventStore } from '@ledgerway/event-store';
import { readStreams } from '../processor/streams.js';
import { eventRecordsAfter } from '../publisher/event-records.js';

type Ask<P extends keyof PaymentsQueries> = PaymentsQueries[P]['ask'];
type Answer<P extends keyof PaymentsQueries> = PaymentsQueries[P]['answer'];

const maxRecords = 1_000;

export class ChargeQueries {
  constructor(
    private readonly store: EventStore,
    private readonly partitions: number,
  ) {}

  /** The charge; null if there is none of this id for this merchant and mode. */
  async charge(ask: Ask<'payments.charge'>): Promise<Answer<'payments.charge'>> {
    const id = parseId(ask.chargeId);
    if (id === undefined) return null;
    const streamId = streamIdOf(id.core);
    const ref = { partition: partitionOf(id.core, this.partitions), streamId };
    const state = (await readStreams(this.store, [ref])).get(streamId)?.state;
    if (state === undefined || state.status === 'none') return null;
    const { chargeId, merchantId, livemode } = state.terms;
    const mine = merchantId === ask.merchantId && livemode === ask.livemode;
    return mine && chargeId === ask.chargeId ? chargeToJson(state) : null;
  }

  async eventRecords(
    ask: Ask<'payments.event_records'>,
  ): Promise<Answer<'payments.event_records'>> {
    const limit = Math.min(Math.max(1, ask.limit), maxRecords);
    const records = await eventRecordsAfter(this.store, ask.partition, BigInt(ask.after), limit);
    return records.map((record) => encodeEventRecord(record).toString('utf8'));
  }
}

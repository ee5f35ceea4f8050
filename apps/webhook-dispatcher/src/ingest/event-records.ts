import type { ClientProxy } from '@nestjs/microservices';
import { decodeEventRecord, type PaymentsQueries } from '@ledgerway/contracts';
import { firstValueFrom, timeout } from 'rxjs';
import type { Backfill } from './ingest.js';

type Query = PaymentsQueries['payments.event_records'];

const pattern = 'payments.event_records' satisfies keyof PaymentsQueries;
const recordsPerAsk = 500;
const answerWithinMs = 10_000;

/** Missing events from the service that owns the log. */
export const eventRecordsFrom =
  (payments: Pick<ClientProxy, 'send'>): Backfill =>
  async (partition, after) => {
    const ask: Query['ask'] = { partition, after: String(after), limit: recordsPerAsk };
    const answered = payments.send<Query['answer'], Query['ask']>(pattern, ask);
    const records = await firstValueFrom(answered.pipe(timeout(answerWithinMs)));
    return records.map((record) => decodeEventRecord(Buffer.from(record)));
  };

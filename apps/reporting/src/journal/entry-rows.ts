// The journal: one balanced entry for each event that moves money, none for any other.
import {
  isSettlementEvent,
  settlementEffectiveAt,
  type Posting,
  type StreamEvent,
} from '@ledgerway/domain';
import type { ProjectedEvent } from '../projection/projected-event.js';
import { plainArray, textArray, type Statement, type TableRows } from '../projection/table-rows.js';

const insertEntriesSql = `
insert into entries (partition, position, stream_id, version, event, merchant_id, livemode,
                     created_ms, effective_ms, accounts, layers, currencies, amounts)
select e.partition, e.position, e.stream_id, e.version, e.event, e.merchant_id, e.livemode,
       e.created_ms, e.effective_ms, l.accounts, l.layers, l.currencies, l.amounts
from unnest($1::smallint[], $2::bigint[], $3::uuid[], $4::integer[], $5::text[], $6::text[],
            $7::boolean[], $8::bigint[], $9::bigint[]) with ordinality
  as e (partition, position, stream_id, version, event, merchant_id, livemode, created_ms,
        effective_ms, n)
join (
  select n, array_agg(account) as accounts, array_agg(layer) as layers,
         array_agg(currency) as currencies, array_agg(amount) as amounts
  from unnest($10::bigint[], $11::text[], $12::text[], $13::text[], $14::bigint[])
    as leg (n, account, layer, currency, amount)
  group by n
) l on l.n = e.n
`;

export type EntryRow = {
  readonly partition: number;
  readonly position: bigint;
  readonly streamId: string;
  readonly version: number;
  readonly event: string;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly createdMs: number;
  readonly effectiveMs: number;
  readonly legs: readonly Posting[];
};

/** When the money of an event counts, in milliseconds since the epoch. */
export const effectiveAt = (event: StreamEvent): number =>
  isSettlementEvent(event) ? settlementEffectiveAt(event) : event.at;

/** The entry of this event; none if it moves no money. */
export function entryOf(projected: ProjectedEvent): EntryRow | undefined {
  const { partition, position, streamId, version, event, tenant, legs } = projected;
  if (tenant === null || legs.length === 0) return undefined;
  const { merchantId, livemode } = tenant;
  const { type, at: createdMs } = event;
  return {
    partition,
    position,
    streamId,
    version,
    event: type,
    merchantId,
    livemode,
    createdMs,
    effectiveMs: effectiveAt(event),
    legs,
  };
}

export class EntryRows implements TableRows {
  private readonly rows: EntryRow[] = [];

  add(event: ProjectedEvent): void {
    const row = entryOf(event);
    if (row !== undefined) this.rows.push(row);
  }

  statement(): Statement | undefined {
    const { rows } = this;
    if (rows.length === 0) return undefined;
    const legs = rows.flatMap((row) => row.legs);
    const values = [
      plainArray(rows.map(({ partition }) => partition)),
      plainArray(rows.map(({ position }) => position)),
      plainArray(rows.map(({ streamId }) => streamId)),
      plainArray(rows.map(({ version }) => version)),
      plainArray(rows.map(({ event }) => event)),
      textArray(rows.map(({ merchantId }) => merchantId)),
      plainArray(rows.map(({ livemode }) => livemode)),
      plainArray(rows.map(({ createdMs }) => createdMs)),
      plainArray(rows.map(({ effectiveMs }) => effectiveMs)),
      plainArray(rows.flatMap((row, index) => row.legs.map(() => index + 1))),
      textArray(legs.map(({ account }) => account)),
      plainArray(legs.map(({ layer }) => layer)),
      plainArray(legs.map(({ currency }) => currency)),
      plainArray(legs.map(({ amount }) => amount)),
    ];
    return { name: 'insert-entries', text: insertEntriesSql, values };
  }
}

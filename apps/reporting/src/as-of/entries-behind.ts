// The proof of a past balance: every entry behind it, straight from the journal. None of the sums that
// balances are read from are used here.
import type { Database } from '@ledgerway/platform';
import { entryId } from '../journal/list-entries.js';
import { momentParameters } from './balance-as-of.js';
import type { Moment } from './moment.js';

export type EntryBehind = {
  readonly id: string;
  readonly streamId: string;
  readonly event: string;
  readonly createdMs: number;
  readonly effectiveMs: number;
  readonly currency: string;
  readonly layer: 'pending' | 'posted';
  /** Minor units; a debit is positive. */
  readonly amount: bigint;
};

const entriesSql = `
select e.partition, e.position, e.stream_id, e.event, e.created_ms, e.effective_ms,
       leg.currency, leg.layer, leg.amount
from unnest($3::smallint[], $4::bigint[]) as m (partition, position)
join entries e on e.partition = m.partition and e.position <= m.position,
     unnest(e.accounts, e.layers, e.currencies, e.amounts)
       as leg (account, layer, currency, amount)
where e.livemode = $2 and e.effective_ms <= $5 and leg.account = $1
  and ($6::text is null or leg.currency = $6)
  and (e.effective_ms, e.partition, e.position) > ($7, $8, $9)
order by e.effective_ms, e.partition, e.position
fetch first $10 rows with ties
`;

type Row = {
  partition: number;
  position: string;
  stream_id: string;
  event: string;
  created_ms: string;
  effective_ms: string;
  currency: string;
  layer: 'pending' | 'posted';
  amount: string;
};

const pageSize = 10_000;

/** In the order in which they count. */
export async function* entriesBehind(
  database: Database,
  of: { readonly account: string; readonly livemode: boolean; readonly currency?: string },
  moment: Moment,
): AsyncGenerator<EntryBehind> {
  for (let place: readonly unknown[] = [-1, -1, '0']; ;) {
    const { rows } = await database.query<Row>(entriesSql, [
      of.account,
      of.livemode,
      ...momentParameters(moment),
      of.currency ?? null,
      ...place,
      pageSize,
    ]);
    yield* rows.map(entryBehind);
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return;
    place = [last.effective_ms, last.partition, last.position];
  }
}

const entryBehind = (row: Row): EntryBehind => ({
  id: entryId(row.partition, row.position),
  streamId: row.stream_id,
  event: row.event,
  createdMs: Number(row.created_ms),
  effectiveMs: Number(row.effective_ms),
  currency: row.currency,
  layer: row.layer,
  amount: BigInt(row.amount),
});

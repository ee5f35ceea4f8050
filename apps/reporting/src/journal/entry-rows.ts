// The journal: one balanced entry for each event that moves money, none for any other.
import type { ProjectedEvent } from '../projection/projected-event.js';
import { plainArray, textArray, type Statement, type TableRows } from '../projection/table-rows.js';

const insertEntriesSql = `
insert into entries (partition, position, stream_id, version, event, merchant_id, livemode, created_ms,
                     accounts, layers, currencies, amounts)
select e.partition, e.position, e.stream_id, e.version, e.event, e.merchant_id, e.livemode,
       e.created_ms, l.accounts, l.layers, l.currencies, l.amounts
from unnest($1::smallint[], $2::bigint[], $3::uuid[], $4::integer[], $5::text[], $6::text[],
            $7::boolean[], $8::bigint[]) with ordinality
  as e (partition, position, stream_id, version, event, merchant_id, livemode, created_ms, n)
join (
  select n, array_agg(account) as accounts, array_agg(layer) as layers,
         array_agg(currency) as currencies, array_agg(amount) as amounts
  from unnest($9::bigint[], $10::text[], $11::text[], $12::text[], $13::bigint[])
    as leg (n, account, layer, currency, amount)
  group by n
) l on l.n = e.n
`;

export class EntryRows implements TableRows {
  private readonly events: ProjectedEvent[] = [];

  add(event: ProjectedEvent): void {
    if (event.legs.length > 0) this.events.push(event);
  }

  statement(): Statement | undefined {
    const { events } = this;
    if (events.length === 0) return undefined;
    const terms = events.map(({ charge }) => charge!.terms); // Only a charge's event has legs.
    const legs = events.flatMap((event) => event.legs);
    const values = [
      plainArray(events.map(({ partition }) => partition)),
      plainArray(events.map(({ position }) => position)),
      plainArray(events.map(({ streamId }) => streamId)),
      plainArray(events.map(({ version }) => version)),
      plainArray(events.map(({ event }) => event.type)),
      textArray(terms.map(({ merchantId }) => merchantId)),
      plainArray(terms.map(({ livemode }) => livemode)),
      plainArray(events.map(({ event }) => event.at)),
      plainArray(events.flatMap((event, index) => event.legs.map(() => index + 1))),
      textArray(legs.map(({ account }) => account)),
      plainArray(legs.map(({ layer }) => layer)),
      plainArray(legs.map(({ currency }) => currency)),
      plainArray(legs.map(({ amount }) => amount)),
    ];
    return { name: 'insert-entries', text: insertEntriesSql, values };
  }
}

// What the webhook dispatcher did with public events.
import type { Database } from '@ledgerway/platform';

export type Delivery = {
  readonly endpoint: string;
  readonly url: string | null;
  /** `pending`: it will be tried (again) at `nextAtMs`. */
  readonly outcome: 'pending' | 'delivered' | 'dead' | 'cancelled' | 'skipped';
  readonly attempts: number;
  /** The HTTP status of the last answer; null if there was none. */
  readonly lastStatus: number | null;
  /** When it ended, or when it is tried next; milliseconds since the epoch. */
  readonly atMs: number;
  /** `event`, or what else had it delivered: a resend, a replay. */
  readonly trigger: string;
};

const deliveriesSql = `
select d.event_id, d.endpoint_id, e.url, d.outcome, d.attempts, d.last_status, d.trigger,
       date_part('epoch', d.at) * 1000 as at_ms
from (
  select event_id, endpoint_id, outcome, attempts, last_status, trigger, finished_at as at,
         delivery_id
  from webhooks.delivery_done where event_id = any($1)
  union all
  select event_id, endpoint_id, 'pending', attempts,
         (select a.status from webhooks.attempt a where a.delivery_id = p.delivery_id
          order by a.started_at desc limit 1),
         trigger, next_at, delivery_id
  from webhooks.delivery p where event_id = any($1)
) d
left join webhooks.endpoint e on e.endpoint_id = d.endpoint_id
order by d.event_id, d.delivery_id`;

type Row = {
  event_id: string;
  endpoint_id: string;
  url: string | null;
  outcome: Delivery['outcome'];
  attempts: number;
  last_status: number | null;
  trigger: string;
  at_ms: number;
};

/** By the event's id; none for events that nobody is subscribed to, or whose history is dropped. */
export async function deliveriesOf(
  database: Database,
  eventIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Delivery[]>> {
  const { rows } = await database.query<Row>(deliveriesSql, [eventIds]);
  const found = new Map<string, Delivery[]>();
  for (const row of rows) {
    const delivery: Delivery = {
      ...{ endpoint: row.endpoint_id, url: row.url, outcome: row.outcome, trigger: row.trigger },
      ...{ attempts: row.attempts, lastStatus: row.last_status, atMs: Math.round(row.at_ms) },
    };
    const others = found.get(row.event_id);
    if (others === undefined) found.set(row.event_id, [delivery]);
    else others.push(delivery);
  }
  return found;
}

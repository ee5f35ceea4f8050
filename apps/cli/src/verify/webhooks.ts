// I10: what the log has to tell is told, and every delivery that was numbered is accounted for.
import type { Database } from '@ledgerway/platform';
import { violationsOf, type InvariantCheck } from '@ledgerway/reporting';
import { maxViolations, violationOf, type Check } from './finding.js';

// History is dropped from its old end, but for what still has to be delivered; a day is what dropping
// may take. What was told after `since` is all there.
const sinceSql = `
with history as (
  select to_timestamp(min(created)) as oldest
  from webhooks.event e
  where not exists (select from webhooks.delivery d where d.event_id = e.event_id)
), kept as (
  select case when oldest < now() - interval '1 day' then oldest + interval '1 day'
              else coalesce(oldest, '-infinity') end as since
  from history
)`;

// An account's events have numbers without a gap, given under a lock.
const eventsAreGaplessSql = `${sinceSql}, first as (
  select merchant_id, livemode, min(seq) as seq
  from webhooks.event, kept
  where not sample and to_timestamp(created) >= since
  group by merchant_id, livemode
), told as (
  select merchant_id, livemode, f.seq as first, count(*) as events
  from webhooks.event e join first f using (merchant_id, livemode)
  where not e.sample and e.seq >= f.seq
  group by merchant_id, livemode, f.seq
)
select merchant_id || case when livemode then ', live' else ', test' end as place,
       events || ' events for the numbers ' || first || ' to ' || last_seq as detail
from webhooks.event_feed join told using (merchant_id, livemode)
where events <> last_seq - first + 1
`;

// Delivered, dead, cancelled, skipped or still to be sent: each number of an endpoint is one of them.
const deliveriesAreAccountedForSql = `${sinceSql}, numbered as (
  select endpoint_id, sequence, created_at from webhooks.delivery where sequence is not null
  union all
  select endpoint_id, sequence, created_at from webhooks.delivery_done where sequence is not null
), first as (
  select endpoint_id, min(sequence) as sequence
  from numbered, kept
  where created_at >= since
  group by endpoint_id
), counted as (
  select endpoint_id, f.sequence as first, count(*) as deliveries
  from numbered n join first f using (endpoint_id)
  where n.sequence >= f.sequence
  group by endpoint_id, f.sequence
)
select endpoint_id as place,
       deliveries || ' deliveries for the numbers ' || first || ' to ' || next_sequence - 1 as detail
from webhooks.endpoint join counted using (endpoint_id)
where deliveries <> next_sequence - first
`;

const deliveriesHaveTheirEventSql = `
select d.endpoint_id as place, 'delivery ' || d.delivery_id || ' of no event' as detail
from webhooks.delivery d
where not exists (select from webhooks.event e where e.event_id = d.event_id)
`;

export const webhookQueries: readonly InvariantCheck[] = [
  { invariant: 'I10', sql: eventsAreGaplessSql },
  { invariant: 'I10', sql: deliveriesAreAccountedForSql },
  { invariant: 'I10', sql: deliveriesHaveTheirEventSql },
];

export const webhookChecks = (database: Database): Check[] => [
  {
    invariants: ['I10'],
    title: 'events told, deliveries accounted for',
    run: async () =>
      (await violationsOf(database.pool, webhookQueries, maxViolations)).map(violationOf),
  },
];

const historySql = `${sinceSql}
select extract(epoch from since)::float8 as since,
       (select pos from webhooks.ingest_progress where part = $1) as position
from kept`;

const untoldSql = `
select id from unnest($1::text[]) as id
where not exists (select from webhooks.event e where e.event_id = id)`;

export type Told = { readonly id: string; readonly position: bigint; readonly atMs: number };

/** Which public events of one partition the dispatcher does not know although it has been there. */
export class UntoldEvents {
  private constructor(
    private readonly database: Database,
    private readonly position: bigint,
    /** Everything that was told of this time and later is still there. */
    private readonly sinceSeconds: number,
  ) {}

  static async of(database: Database, partition: number): Promise<UntoldEvents> {
    type Row = { since: number; position: string | null };
    const { rows } = await database.query<Row>(historySql, [partition]);
    const { since, position } = rows[0]!;
    return new UntoldEvents(database, BigInt(position ?? 0), since);
  }

  async among(told: readonly Told[]): Promise<Told[]> {
    const expected = told.filter(
      ({ position, atMs }) =>
        position <= this.position && Math.floor(atMs / 1000) >= this.sinceSeconds,
    );
    if (expected.length === 0) return [];
    const ids = expected.map(({ id }) => id);
    const { rows } = await this.database.query<{ id: string }>(untoldSql, [ids]);
    const unknown = new Set(rows.map(({ id }) => id));
    return expected.filter(({ id }) => unknown.has(id));
  }
}

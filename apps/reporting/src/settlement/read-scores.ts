// How well settlement goes, by acquirer, mode and currency: how much of what is due agrees, how much of
// it is told at all, and how long the last of it takes.
import type { ReportingQueries, SettlementScoresJson } from '@ledgerway/contracts';
import { dayMs } from '@ledgerway/domain';
import type { Database } from '@ledgerway/platform';
import { comparedLinesSql, comparedMovementsSql, everything, matchingSql } from './matching-sql.js';

type Ask = Omit<ReportingQueries['reporting.settlement_scores']['ask'], 'after'>;

const scoresSql = (nowMs: number, graceMs: number): string => `
with ${matchingSql(everything)},
${comparedLinesSql},
${comparedMovementsSql(nowMs, graceMs)},
of_ours as (
  select livemode, acquirer, currency,
         count(*) filter (where state = 'matched') as matched,
         count(*) filter (where state = 'late') as late,
         count(*) filter (where state = 'amount_diff') as amount_diff,
         count(*) filter (where state = 'missing_theirs') as missing_theirs,
         count(*) filter (where state = 'pending') as pending,
         count(*) filter (where state <> 'pending') as due,
         percentile_disc(0.9999) within group (order by greatest(0, imported_ms - at_ms))
           filter (where state in ('matched', 'late')) as waited_ms
  from compared_movements group by livemode, acquirer, currency
), of_theirs as (
  select livemode, acquirer, gross_currency as currency,
         count(*) filter (where state = 'missing_ours') as missing_ours,
         count(*) filter (where state = 'duplicate') as duplicate
  from compared_lines group by livemode, acquirer, gross_currency
), of_batches as (
  select livemode, acquirer, currency, count(*) as batches,
         count(*) filter (where entry_id is not null or net = 0) as received
  from settlement_batches group by livemode, acquirer, currency
)
select acquirer, livemode, currency,
       coalesce(matched, 0)::integer as matched, coalesce(late, 0)::integer as late,
       coalesce(amount_diff, 0)::integer as "amountDiff",
       coalesce(missing_theirs, 0)::integer as "missingTheirs",
       coalesce(pending, 0)::integer as pending,
       coalesce(missing_ours, 0)::integer as "missingOurs",
       coalesce(duplicate, 0)::integer as duplicate,
       coalesce(batches, 0)::integer as batches, coalesce(received, 0)::integer as "batchesReceived",
       round(100.0 * (matched + late) / nullif(due, 0), 2)::text as "clearingPercent",
       round(100.0 * (due - missing_theirs) / nullif(due, 0), 2)::text as "completenessPercent",
       round(waited_ms::numeric / ${dayMs}, 2)::text as "daysTo9999"
from of_ours
full join of_theirs using (livemode, acquirer, currency)
full join of_batches using (livemode, acquirer, currency)
where $1::boolean is null or livemode = $1
order by acquirer, livemode, currency
`;

export async function readScores(
  database: Database,
  { nowMs, graceMs, livemode }: Ask,
): Promise<readonly SettlementScoresJson[]> {
  const sql = scoresSql(nowMs, graceMs);
  return (await database.query<SettlementScoresJson>(sql, [livemode ?? null])).rows;
}

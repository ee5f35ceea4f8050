// All breaks as one table: those seen by comparing lines and movements, and those that were found in a
// stream; with what people have done about either.
import { dayMs } from '@ledgerway/domain';
import {
  comparedLinesSql,
  comparedMovementsSql,
  everything,
  matchingSql,
  whole,
} from './matching-sql.js';

// What stands open on the receivable: our side put it there, theirs takes it away.
const openSql = `
json_build_array(json_build_object('account', 'acquirer_receivable', 'acquirer', s.acquirer,
  'currency', s.currency, 'amount', (coalesce(s.ours, 0) - coalesce(s.theirs, 0))::text))`;

/** A derived table `breaks`, to be selected from. */
export const breaksSql = (nowMs: number, graceMs: number): string => `
(with ${matchingSql(everything)},
${comparedLinesSql},
${comparedMovementsSql(nowMs, graceMs)},
seen as (
  select id, state as kind, livemode, acquirer, gross_currency as currency, our_amount as ours,
         gross as theirs, reference, merchant_reference, batch_id, null::text as statement_id,
         imported_ms as found_ms
  from compared_lines
  where state in ('missing_ours', 'duplicate')
    or (state = 'amount_diff' and our_currency = gross_currency)
  union all
  -- Where even the currency differs there is nothing to subtract: both sides stand by themselves.
  select id, 'missing_ours', livemode, acquirer, gross_currency, null, gross, reference,
         merchant_reference, batch_id, null, imported_ms
  from compared_lines where state = 'amount_diff' and our_currency <> gross_currency
  union all
  select id, 'missing_theirs', livemode, acquirer, currency, amount, null, reference,
         merchant_reference, null, null, at_ms
  from compared_movements
  where state = 'missing_theirs'
)
select s.*, b.owner, b.resolution, b.note, ${openSql} as open,
       case when b.resolution is null then 'open' else 'resolved' end as status,
       ${ageSql('s.found_ms', nowMs)} as age_days
from seen s left join settlement_breaks b on b.id = s.id
union all
select id, kind, livemode, acquirer, currency, expected, amount, reference, '', batch_id, statement_id,
       found_ms, owner, resolution, note, open,
       case when resolution is null then 'open' else 'resolved' end,
       ${ageSql('found_ms', nowMs)}
from settlement_breaks where kind is not null
) as breaks`;

function ageSql(column: string, nowMs: number): string {
  return `greatest(0, (${whole(nowMs)} - ${column}) / ${dayMs})::integer`;
}

// What must hold of the log's own rows, and what clearing accounts must come to, as queries.
import type { Check } from './ledger-invariants.js';

// In a stream charges follow each other: each request begins the next attempt.
const oneAuthorizationSql = `
with attempts as (
  select part, pos, stream_id, type,
         count(*) filter (where type = 'ChargeRequested')
           over (partition by part, stream_id order by version) as attempt
  from payments.events
  where type in ('ChargeRequested', 'ChargeAuthorized')
)
select 'partition ' || part || ', position ' || max(pos) as place,
       count(*) || ' authorizations of attempt ' || attempt || ' of stream ' || stream_id as detail
from attempts
where type = 'ChargeAuthorized'
group by part, stream_id, attempt
having count(*) > 1
`;

const referencesAreUniqueSql = `
with answers as (
  select part, pos,
         convert_from(data, 'UTF8')::json -> 'approval' ->> 'acquirerReference' as reference
  from payments.events
  where type = 'ChargeAuthorized'
)
select 'acquirer reference ' || reference as place,
       'answers ' || count(*) || ' authorizations: '
         || string_agg('partition ' || part || ', position ' || pos, '; ' order by part, pos)
         as detail
from answers
group by reference
having count(*) > 1
`;

export const logChecks: readonly Check[] = [
  { invariant: 'I12', sql: oneAuthorizationSql },
  { invariant: 'I12', sql: referencesAreUniqueSql },
];

// What has left since is taken from the oldest first: what is over is older than seven days.
const agedClearingSql = `
with sides as (
  select account, livemode, currency,
         coalesce(sum(amount) filter (where is_old), 0) as old,
         coalesce(sum(amount) filter (where not is_old and amount > 0), 0) as debited_since,
         coalesce(sum(amount) filter (where not is_old and amount < 0), 0) as credited_since
  from postings cross join lateral (
    select created_ms < extract(epoch from now() - interval '7 days') * 1000 as is_old
  ) age
  where layer = 'posted' and split_part(account, ':', 1) in ('suspense', 'rounding')
  group by account, livemode, currency
), aged as (
  select account, livemode, currency,
         case when old > 0 then greatest(0, old + credited_since)
              else least(0, old + debited_since) end as amount
  from sides
)
select account || case when livemode then ', live' else ', test' end as place,
       amount || ' ' || currency || ' older than 7 days' as detail
from aged
where amount <> 0
`;

/** Not broken, but open: money that waits for a person to say whose it is. */
export const openWork: readonly Check[] = [{ invariant: 'I7', sql: agedClearingSql }];

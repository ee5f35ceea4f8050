// What must hold of the read models by themselves, as queries that find what breaks it.
import type { Transaction } from '@ledgerway/platform';
import type { Invariant, Violation } from './violation.js';

/** A query that finds what breaks an invariant: `place` and `detail` of each case. */
export type Check = { readonly invariant: Invariant; readonly sql: string };

const entriesBalanceSql = `
select e.partition || '/' || e.position as place,
       s.total || ' ' || s.currency || ', ' || s.layer as detail
from entries e cross join lateral (
  select layer, currency, sum(amount) as total
  from unnest(e.layers, e.currencies, e.amounts) as leg (layer, currency, amount)
  group by layer, currency
) s
where s.total <> 0
`;

const journalBalancesSql = `
select 'the journal' as place, sum(amount) || ' ' || currency || ', ' || layer as detail
from postings
group by livemode, layer, currency
having sum(amount) <> 0
`;

const accountsBalanceSql = `
select 'the accounts' as place, sum(debit - credit) || ' ' || currency || ', ' || layer as detail
from balances
group by livemode, layer, currency
having sum(debit - credit) <> 0
`;

// A stream's charges follow each other: the next one begins when all before it are final.
const nothingPromisedOnceFinalSql = `
with final as (
  select partition, stream_id, min(id) as id
  from charges
  group by partition, stream_id
  having bool_and(status in ('declined', 'captured', 'voided', 'expired'))
)
select f.id as place, sum(p.amount) || ' ' || p.currency || ' pending on ' || p.account as detail
from final f join postings p on p.partition = f.partition and p.stream_id = f.stream_id
where p.layer = 'pending'
group by f.id, p.account, p.currency
having sum(p.amount) <> 0
`;

const amountsInOrderSql = `
select id as place,
       authorized || ' authorized, ' || captured || ' captured, ' || refunded || ' refunded'
         as detail
from charges
where not (0 <= refunded and refunded <= captured and captured <= authorized)
`;

const balancesAreSumsSql = `
with sums as (
  select account, livemode, currency, layer, partition,
         coalesce(sum(amount) filter (where amount > 0), 0) as debit,
         coalesce(-sum(amount) filter (where amount < 0), 0) as credit
  from postings
  group by account, livemode, currency, layer, partition
)
select account || ' ' || currency || ', ' || layer || ', partition ' || partition as place,
       'balance ' || coalesce(b.debit - b.credit, 0)
         || ', postings ' || coalesce(s.debit - s.credit, 0) as detail
from balances b full join sums s using (account, livemode, currency, layer, partition)
where b.debit is distinct from s.debit or b.credit is distinct from s.credit
`;

const sumsAreBalancesSql = `
with sums as (
  select account, livemode, currency, layer, partition, sum(amount) as amount
  from balance_sums
  group by account, livemode, currency, layer, partition
)
select account || ' ' || currency || ', ' || layer || ', partition ' || partition as place,
       'balance ' || coalesce(b.debit - b.credit, 0) || ', sums ' || coalesce(s.amount, 0) as detail
from balances b full join sums s using (account, livemode, currency, layer, partition)
where coalesce(b.debit - b.credit, 0) <> coalesce(s.amount, 0)
`;

const statementsAreBalancesSql = `
with statements as (
  select merchant_id, livemode, currency, sum(amount - fee) as net
  from balance_transactions
  group by merchant_id, livemode, currency
), owed as (
  select split_part(account, ':', 2) as merchant_id, livemode, currency, sum(credit - debit) as net
  from balances
  where layer = 'posted'
    and split_part(account, ':', 1) in ('merchant_pending', 'merchant_available')
  group by 1, livemode, currency
)
select merchant_id || ' ' || currency as place,
       'balance transactions ' || coalesce(s.net, 0) || ', balance ' || coalesce(o.net, 0) as detail
from statements s full join owed o using (merchant_id, livemode, currency)
where coalesce(s.net, 0) <> coalesce(o.net, 0)
`;

// The first events of a charge made the acquirer owe it; refunds that arrived, and disputes unless
// they were only asked about or won, took it back.
const receivableIsExplainedSql = `
with ledger as (
  select partition, stream_id, currency, sum(amount) as owed
  from postings
  where layer = 'posted' and account like 'acquirer_receivable:%'
    and event ~ '^(Charge|Refund|Dispute)'
  group by partition, stream_id, currency
), explained as (
  select c.partition, c.stream_id, c.currency, min(c.id) as id,
         sum(c.captured - refunds.amount - disputes.amount) as owed
  from charges c
  cross join lateral (
    select coalesce(sum((r ->> 'amount')::bigint), 0) as amount
    from json_array_elements(c.charge -> 'refunds') r
    where r ->> 'status' = 'done'
  ) refunds
  cross join lateral (
    select coalesce(sum((d ->> 'amount')::bigint + (d ->> 'fee')::bigint), 0) as amount
    from json_array_elements(c.charge -> 'disputes') d
    where d ->> 'status' in ('needs_response', 'under_review', 'lost')
  ) disputes
  group by c.partition, c.stream_id, c.currency
)
select coalesce(e.id, 'stream ' || stream_id) as place,
       'the ledger says ' || coalesce(l.owed, 0) || ' ' || currency
         || ', the charge explains ' || coalesce(e.owed, 0) as detail
from ledger l full join explained e using (partition, stream_id, currency)
where coalesce(l.owed, 0) <> coalesce(e.owed, 0)
`;

export const checks: readonly Check[] = [
  { invariant: 'I1', sql: entriesBalanceSql },
  { invariant: 'I2', sql: journalBalancesSql },
  { invariant: 'I2', sql: accountsBalanceSql },
  { invariant: 'I3', sql: nothingPromisedOnceFinalSql },
  { invariant: 'I4', sql: amountsInOrderSql },
  { invariant: 'I5', sql: balancesAreSumsSql },
  { invariant: 'I5', sql: sumsAreBalancesSql },
  { invariant: 'I5', sql: statementsAreBalancesSql },
  { invariant: 'I11', sql: receivableIsExplainedSql },
];

/** @returns at most `limit` violations of each check */
export const checkLedger = (snapshot: Transaction, limit: number): Promise<Violation[]> =>
  violationsOf(snapshot, checks, limit);

export async function violationsOf(
  snapshot: Pick<Transaction, 'query'>,
  some: readonly Check[],
  limit: number,
): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const { invariant, sql } of some) {
    const { rows } = await snapshot.query<{ place: string; detail: string }>(
      `select * from (${sql}) found limit ${limit}`,
    );
    violations.push(...rows.map((row) => ({ invariant, ...row })));
  }
  return violations;
}

import type { Database } from '@ledgerway/platform';
import type { Violation } from './violation.js';

// One partition's part of every account: a partition's entries lie together, so this reads no other.
const balancesOfPartitionSql = `
with sums as (
  select account, livemode, currency, layer,
         coalesce(sum(amount) filter (where amount > 0), 0) as debit,
         coalesce(-sum(amount) filter (where amount < 0), 0) as credit
  from postings where partition = $1::smallint
  group by account, livemode, currency, layer
), stored as (
  select * from balances where partition = $1::smallint
)
select account || ' ' || currency || ', ' || layer || ', partition ' || $1 as place,
       'balance ' || coalesce(b.debit - b.credit, 0)
         || ', postings ' || coalesce(s.debit - s.credit, 0) as detail
from stored b full join sums s using (account, livemode, currency, layer)
where b.debit is distinct from s.debit or b.credit is distinct from s.credit
limit $2
`;

/** I5 for one partition: a sample of the whole. */
export async function checkBalancesOf(
  database: Database,
  partition: number,
  limit: number,
): Promise<Violation[]> {
  type Row = { place: string; detail: string };
  const { rows } = await database.query<Row>(balancesOfPartitionSql, [partition, limit]);
  return rows.map((row) => ({ invariant: 'I5', ...row }));
}

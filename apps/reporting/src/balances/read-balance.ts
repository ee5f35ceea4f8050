import type { BalanceJson, Tenant } from '@ledgerway/contracts';
import { account } from '@ledgerway/domain';
import type { Database } from '@ledgerway/platform';

// A merchant's money is a liability, so what it is owed is the credit side. Each partition of the log
// has its own part of both accounts.
const balanceSql = `
select currency,
       sum(case when account = $1 then credit - debit else 0 end)::text as pending,
       sum(case when account = $2 then credit - debit else 0 end)::text as available
from balances
where account in ($1, $2) and livemode = $3 and layer = 'posted'
group by currency
order by currency
`;

type Row = { currency: string; pending: string; available: string };

/** What has happened, not what is promised: authorized money is in no balance. */
export async function readBalance(
  database: Database,
  { merchantId, livemode }: Tenant,
): Promise<BalanceJson> {
  const { rows } = await database.query<Row>(balanceSql, [
    account('merchant_pending', merchantId),
    account('merchant_available', merchantId),
    livemode,
  ]);
  return {
    available: rows.map((row) => ({ amount: row.available, currency: row.currency })),
    pending: rows.map((row) => ({ amount: row.pending, currency: row.currency })),
  };
}

import type { BalanceJson, Tenant } from '@ledgerway/contracts';
import { account } from '@ledgerway/domain';
import type { Database } from '@ledgerway/platform';

// A merchant's money is a liability, so what it is owed is the credit side.
const balanceSql = `
select currency,
       coalesce(sum(credit - debit) filter (where account = $1), 0)::text as pending,
       coalesce(sum(credit - debit) filter (where account = $2), 0)::text as available
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
  const pending = account('merchant_pending', merchantId);
  const available = account('merchant_available', merchantId);
  const { rows } = await database.query<Row>(balanceSql, [pending, available, livemode]);
  return {
    available: rows.map((row) => ({ amount: row.available, currency: row.currency })),
    pending: rows.map((row) => ({ amount: row.pending, currency: row.currency })),
  };
}

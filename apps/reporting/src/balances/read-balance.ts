import type { BalanceJson, Tenant } from '@ledgerway/contracts';
import { account } from '@ledgerway/domain';
import type { Database } from '@ledgerway/platform';
import { availableAfterMs } from '../balance-transactions/balance-transaction-rows.js';

// A merchant's money is a liability, so what it is owed is the credit side. The ledger says how much
// that is; the statement says which part of it has still to wait. Nothing waits for longer than the
// oldest row that is looked at, and what need not wait does not, whatever the time is here.
const balanceSql = `
with owed as (
  select currency, sum(credit - debit) as net
  from balances
  where account in ($1, $2) and livemode = $4 and layer = 'posted'
  group by currency
), waiting as (
  select currency, sum(amount - fee) as net
  from balance_transactions
  where merchant_id = $3 and livemode = $4 and created_ms > $5
    and available_ms > greatest(created_ms, $6)
  group by currency
)
select currency, coalesce(w.net, 0)::text as pending, (o.net - coalesce(w.net, 0))::text as available
from owed o left join waiting w using (currency)
order by currency
`;

type Row = { currency: string; pending: string; available: string };

/**
 * What has happened, not what is promised: authorized money is in no balance.
 *
 * @param nowMs the merchant's time, which decides what has become available
 */
export async function readBalance(
  database: Database,
  { merchantId, livemode }: Tenant,
  nowMs: number,
): Promise<BalanceJson> {
  const { rows } = await database.query<Row>(balanceSql, [
    account('merchant_pending', merchantId),
    account('merchant_available', merchantId),
    merchantId,
    livemode,
    nowMs - availableAfterMs,
    nowMs,
  ]);
  return {
    available: rows.map((row) => ({ amount: row.available, currency: row.currency })),
    pending: rows.map((row) => ({ amount: row.pending, currency: row.currency })),
  };
}

// Which rows of the statement a payout pays: a pure reading of what it had taken in when it was made,
// less what the payout of everything before it had. They add up to the payout.
import type { Coverage, PositionVector, Timestamp } from '@ledgerway/domain';
import { balanceTransactionIdOf } from '@ledgerway/contracts';
import type { Transaction } from '@ledgerway/platform';

/** SQL for a condition on rows of `balance_transactions`, with its parameters. */
export type Condition = (parameter: (value: unknown) => string) => string;

const coverageSql = `
select c.coverage, p.payout ->> 'currency' as currency, own.log_position,
       before.log_position as previous_log_position
from payout_coverages c
join payouts p on p.id = c.id
join balance_transactions own on own.id = $2
left join balance_transactions before on before.source = c.coverage #>> '{previous,payoutId}'
  and before.type = 'payout'
where c.id = $1
`;

type CoverageRow = {
  coverage: Coverage;
  currency: string;
  log_position: string;
  previous_log_position: string | null;
};

/** None if the payout pays a part only: then nobody can say which rows it pays. */
export async function rowsPaidBy(
  connection: Transaction,
  payoutId: string,
): Promise<Condition | undefined> {
  const { rows } = await connection.query<CoverageRow>(coverageSql, [
    payoutId,
    balanceTransactionIdOf(payoutId),
  ]);
  const [row] = rows;
  return row && ((parameter) => covered(row, parameter));
}

/**
 * Facts of charges are told by the place up to which those of their partition were known; what can be
 * spent at once needs no release. What the merchant's own stream decided stands in one order with the
 * payouts themselves.
 */
function covered(row: CoverageRow, parameter: (value: unknown) => string): string {
  const { positions, through, previous } = row.coverage;
  const known = (of: { positions: PositionVector; through: Timestamp }) => `(
    log_position <= coalesce((${parameter(JSON.stringify(of.positions))}::jsonb
      ->> partition::text)::bigint, 0)
    and (available_ms <= created_ms or available_ms <= ${parameter(of.through)}::bigint))`;
  return `currency = ${parameter(row.currency)} and case when of_merchant
    then log_position < ${parameter(row.log_position)}::bigint
      and log_position > ${parameter(row.previous_log_position ?? 0)}::bigint
    else ${known({ positions, through })}
      ${previous === null ? '' : `and not ${known(previous)}`} end`;
}

// What a merchant's balance was at both ends of an interval, available and pending together, and what
// changed it in between.
import { inMajorUnits } from '@ledgerway/domain';
import { merchantsRows, payoutTypes } from './conditions.js';
import type { ReportAsk, ReportRow } from './report-ask.js';
import type { Snapshot } from './snapshot.js';
import { timesIn } from './zoned-times.js';

type Change = {
  readonly currency: string;
  readonly before: string;
  readonly activity: string;
  readonly payouts: string;
};

const changesSql = (where: string, start: string, payouts: string) => `
with changes as (
  select currency, amount - fee as net, created_ms < ${start} as earlier, type = any(${payouts}) as paid
  from balance_transactions
  where ${where}
)
select currency,
       coalesce(sum(net) filter (where earlier), 0)::text as before,
       coalesce(sum(net) filter (where not earlier and not paid), 0)::text as activity,
       coalesce(sum(net) filter (where not earlier and paid), 0)::text as payouts
from changes
group by currency
order by currency
`;

async function changesIn(snapshot: Snapshot, ask: ReportAsk): Promise<Change[]> {
  const { interval_start: start = 0, interval_end: end } = ask.parameters;
  const { text, values } = merchantsRows(ask, (parameter) =>
    end === undefined ? 'true' : `created_ms < ${parameter(end * 1000)}`,
  );
  const all = [...values, start * 1000, payoutTypes];
  const sql = changesSql(text, `$${all.length - 1}`, `$${all.length}`);
  return (await snapshot.connection.query<Change>(sql, all)).rows;
}

export async function* balanceSummary(
  snapshot: Snapshot,
  ask: ReportAsk,
): AsyncGenerator<ReportRow> {
  const { interval_start: start, interval_end: end, timezone } = ask.parameters;
  const zoned = timesIn(timezone);
  const at = (second: number | undefined) =>
    second === undefined ? '' : ` (${zoned(second * 1000)})`;
  for (const { currency, ...change } of await changesIn(snapshot, ask)) {
    const before = BigInt(change.before);
    const [activity, payouts] = [BigInt(change.activity), BigInt(change.payouts)];
    const line = (category: string, description: string, amount: bigint): ReportRow => ({
      ...{ category, description, currency },
      net_amount: inMajorUnits({ amount, currency }),
    });
    yield line('starting_balance', `Starting balance${at(start)}`, before);
    yield line('activity', 'Balance change from activity', activity);
    yield line('payouts', 'Balance change from payouts', payouts);
    yield line('ending_balance', `Ending balance${at(end)}`, before + activity + payouts);
  }
}

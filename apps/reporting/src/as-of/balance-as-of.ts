// The balance of one account as of a moment. It reads the account's sums, and the entries of those
// sums only that the moment cuts through: the journal may grow as it likes.
import type { BalanceAsOfAsk, PastBalanceJson } from '@ledgerway/contracts';
import { dayMs } from '@ledgerway/domain';
import type { EventReader } from '@ledgerway/event-store';
import type { Database } from '@ledgerway/platform';
import { plainArray } from '../projection/table-rows.js';
import { blockSize } from './balance-sum-rows.js';
import { momentOf, type Moment } from './moment.js';

const wholeBlocks = (position: string) => `(${position} + 1) / ${blockSize}`;
const wholeDays = `($5::bigint + 1) / ${dayMs}`;

// A row is whole if its block and its day ended by the moment; of the other blocks the entries decide,
// but for those of whole rows. The inner order keeps the planner from flattening this into a join that
// reads the whole journal: one short range of the index for each of these blocks is what is meant.
const balanceSql = `
with moment as (
  select * from unnest($3::smallint[], $4::bigint[]) as m (partition, position)
), sums as (
  select *, block < ${wholeBlocks('position')} and day < ${wholeDays} as whole
  from moment join balance_sums using (partition)
  where account = $1 and livemode = $2
    and block <= position / ${blockSize} and day <= $5::bigint / ${dayMs}
), counted as (
  select currency, layer, amount from sums where whole
  union all
  select e.currency, e.layer, e.amount
  from (select distinct partition, block, position from sums where not whole) cut
  cross join lateral (
    select leg.currency, leg.layer, leg.amount
    from (
      select * from entries
      where partition = cut.partition
        and position between cut.block * ${blockSize}
          and least(cut.position, cut.block * ${blockSize} + ${blockSize - 1})
      order by position
    ) e, unnest(e.accounts, e.layers, e.currencies, e.amounts)
           as leg (account, layer, currency, amount)
    where e.livemode = $2 and e.effective_ms <= $5 and leg.account = $1
      and not (cut.block < ${wholeBlocks('cut.position')} and e.effective_ms / ${dayMs} < ${wholeDays})
  ) e
)
select currency, layer, sum(amount)::text as amount
from counted
where $6::text is null or currency = $6
group by currency, layer
order by currency, layer
`;

type Row = { currency: string; layer: 'pending' | 'posted'; amount: string };

/** @throws NotProjectedYet */
export async function balanceAsOf(
  database: Database,
  reader: EventReader,
  ask: Omit<BalanceAsOfAsk, 'after'>,
): Promise<PastBalanceJson> {
  return balanceAt(database, ask, await momentOf(database, reader, ask));
}

export async function balanceAt(
  database: Database,
  { account, livemode, currency }: Pick<BalanceAsOfAsk, 'account' | 'livemode' | 'currency'>,
  moment: Moment,
): Promise<PastBalanceJson> {
  const { rows } = await database.query<Row>(balanceSql, [
    account,
    livemode,
    ...momentParameters(moment),
    currency ?? null,
  ]);
  const currencies = [...new Set(rows.map((row) => row.currency))];
  return currencies.map((name) => {
    const of = (layer: Row['layer']) =>
      rows.find((row) => row.currency === name && row.layer === layer)?.amount ?? '0';
    return { currency: name, posted: of('posted'), pending: of('pending') };
  });
}

export const momentParameters = ({ positions, effectiveMs }: Moment): readonly unknown[] => [
  plainArray([...positions.keys()]),
  plainArray([...positions.values()]),
  effectiveMs,
];

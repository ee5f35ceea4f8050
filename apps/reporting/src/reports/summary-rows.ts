// Reports with a line for each group of rows of the statement. The database adds up.
import { reportingCategoryOf, type BalanceTransactionType } from '@ledgerway/contracts';
import { inMajorUnits, methodTypes, type MethodType } from '@ledgerway/domain';
import { isActivity, isPayout, rowsOf, type Where } from './conditions.js';
import type { ReportAsk, ReportRow } from './report-ask.js';
import type { Snapshot } from './snapshot.js';

// What the category of a row depends on is the same in all of a group: any of its sources tells it.
const groupsSql = ({ text }: Where) => `
select type, min(source) as source, currency, payment_method,
       count(*)::integer as count, sum(amount)::text as gross, sum(fee)::text as fee
from balance_transactions
where ${text}
group by type, starts_with(source, 'du_'), currency, payment_method
`;

type Group = {
  readonly type: BalanceTransactionType;
  readonly source: string;
  readonly currency: string;
  readonly payment_method: MethodType | null;
  readonly count: number;
  readonly gross: string;
  readonly fee: string;
};

type Sums = { count: number; gross: bigint; fee: bigint };

export const activitySummary = (snapshot: Snapshot, ask: ReportAsk) =>
  categorySummary(snapshot, ask, rowsOf(ask, isActivity));

export const payoutsSummary = (snapshot: Snapshot, ask: ReportAsk) =>
  categorySummary(snapshot, ask, rowsOf(ask, isPayout));

/** A line for each category and currency, in alphabetical order. */
export async function* categorySummary(
  snapshot: Snapshot,
  ask: ReportAsk,
  ...wheres: readonly Where[]
): AsyncGenerator<ReportRow> {
  const groups: Group[] = [];
  for (const where of wheres) groups.push(...(await groupsOf(snapshot, ask, where)));
  yield* sumsBy(groups, 'reporting_category', reportingCategoryOf);
}

const hasMethod = () => 'payment_method is not null';

/** Payments, and what came back of them, by the way in which they were paid. */
export async function* methodsSummary(
  snapshot: Snapshot,
  ask: ReportAsk,
): AsyncGenerator<ReportRow> {
  const groups = await groupsOf(snapshot, ask, rowsOf(ask, hasMethod));
  for (const method of methodTypes) {
    const its = groups.filter(({ payment_method: paidBy }) => paidBy === method);
    yield* sumsBy(its, 'payment_method', () => method);
  }
}

async function groupsOf(snapshot: Snapshot, ask: ReportAsk, where: Where): Promise<Group[]> {
  const { reporting_category: category } = ask.parameters;
  const { rows } = await snapshot.connection.query<Group>(groupsSql(where), [...where.values]);
  return rows.filter((row) => category === undefined || category === reportingCategoryOf(row));
}

function* sumsBy(
  groups: readonly Group[],
  column: string,
  nameOf: (group: Group) => string,
): Generator<ReportRow> {
  const sums = new Map<string, Sums>();
  for (const group of groups) {
    const key = `${nameOf(group)} ${group.currency}`;
    const { count, gross, fee } = sums.get(key) ?? { count: 0, gross: 0n, fee: 0n };
    sums.set(key, {
      count: count + group.count,
      gross: gross + BigInt(group.gross),
      fee: fee + BigInt(group.fee),
    });
  }
  for (const [key, { count, gross, fee }] of [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const [name = '', currency = ''] = key.split(' ');
    const major = (amount: bigint) => inMajorUnits({ amount, currency });
    const money = { gross: major(gross), fee: major(fee), net: major(gross - fee) };
    yield { [column]: name, currency, count, ...money };
  }
}

// Reports with a line for each row of the statement, oldest first.
import { reportingCategoryOf, type BalanceTransactionType } from '@ledgerway/contracts';
import { inMajorUnits, type PayoutStatus } from '@ledgerway/domain';
import { isActivity, isPayout, rowsOf, type Where } from './conditions.js';
import type { ReportAsk, ReportRow } from './report-ask.js';
import type { Snapshot } from './snapshot.js';
import { timesIn } from './zoned-times.js';

type StatementRow = {
  readonly id: string;
  readonly type: BalanceTransactionType;
  readonly amount: string;
  readonly fee: string;
  readonly currency: string;
  readonly source: string;
  readonly description: string | null;
  readonly created_ms: string;
  readonly available_ms: string;
};

type ChargedRow = StatementRow & {
  readonly charge: string | null;
  readonly payment_method: string | null;
  readonly payment_intent: string | null;
  readonly customer: string | null;
};

const chargedSql = ({ text }: Where) => `
with chosen as (select * from balance_transactions where ${text})
select t.id, t.type, t.amount, t.fee, t.currency, t.source, t.description, t.created_ms,
       t.available_ms, t.charge, t.payment_method, c.payment_intent, c.customer
from chosen t left join charges c on c.id = t.charge
order by t.created_ms, t.id
`;

const payoutsSql = ({ text }: Where) => `
with chosen as (select * from balance_transactions where ${text})
select t.id, t.type, t.amount, t.fee, t.currency, t.source, t.description, t.created_ms,
       t.available_ms, p.arrival_ms, p.status
from chosen t left join payouts p on p.id = t.source
order by t.created_ms, t.id
`;

export const activityRows = (snapshot: Snapshot, ask: ReportAsk) =>
  transactionRows(snapshot, ask, rowsOf(ask, isActivity));

export async function* transactionRows(
  snapshot: Snapshot,
  ask: ReportAsk,
  where: Where,
): AsyncGenerator<ReportRow> {
  const [utc, zoned] = [timesIn('Etc/UTC'), timesIn(ask.parameters.timezone)];
  for await (const row of snapshot.rows<ChargedRow>(chargedSql(where), where.values)) {
    if (!isAskedFor(row, ask)) continue;
    yield {
      ...plainColumns(row),
      created_utc: utc(row.created_ms),
      created: zoned(row.created_ms),
      available_on_utc: utc(row.available_ms),
      available_on: zoned(row.available_ms),
      source_id: row.source,
      charge_id: row.charge,
      payment_intent_id: row.payment_intent,
      customer_id: row.customer,
      payment_method_type: row.payment_method,
    };
  }
}

type PayoutRow = StatementRow & {
  readonly arrival_ms: string | null;
  readonly status: PayoutStatus | null;
};

/** A payout takes effect when it arrives; what comes back of one does at once. */
export async function* payoutRows(snapshot: Snapshot, ask: ReportAsk): AsyncGenerator<ReportRow> {
  const [utc, zoned] = [timesIn('Etc/UTC'), timesIn(ask.parameters.timezone)];
  const where = rowsOf(ask, isPayout);
  for await (const row of snapshot.rows<PayoutRow>(payoutsSql(where), where.values)) {
    if (!isAskedFor(row, ask)) continue;
    const { type, arrival_ms: arrival, created_ms: created } = row;
    const effective = type === 'payout' ? (arrival ?? created) : created;
    yield {
      ...plainColumns(row),
      payout_id: row.source,
      effective_at_utc: utc(effective),
      effective_at: zoned(effective),
      payout_expected_arrival_date: arrival === null ? null : zoned(arrival),
      payout_status: row.status,
    };
  }
}

const isAskedFor = (row: StatementRow, { parameters }: ReportAsk): boolean => {
  const { reporting_category: category } = parameters;
  return category === undefined || category === reportingCategoryOf(row);
};

function plainColumns(row: StatementRow): ReportRow {
  const { currency } = row;
  const [gross, fee] = [BigInt(row.amount), BigInt(row.fee)];
  return {
    balance_transaction_id: row.id,
    currency,
    gross: inMajorUnits({ amount: gross, currency }),
    fee: inMajorUnits({ amount: fee, currency }),
    net: inMajorUnits({ amount: gross - fee, currency }),
    reporting_category: reportingCategoryOf(row),
    description: row.description,
  };
}

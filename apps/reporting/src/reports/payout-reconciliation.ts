// Which rows of the statement payouts pay: of one payout, or of all that arrive in the interval.
import { rowsPaidBy, type Condition } from '../balance-transactions/paid-by.js';
import { merchantsRows, rowsOf, type Where } from './conditions.js';
import { transactionRows } from './itemized-rows.js';
import { ReportRefused, type ReportAsk, type ReportRow } from './report-ask.js';
import type { Snapshot } from './snapshot.js';
import { categorySummary } from './summary-rows.js';
import { timesIn } from './zoned-times.js';

type Reconciled = { readonly id: string; readonly arrivalMs: string; readonly where: Where };

export async function* reconciliationRows(
  snapshot: Snapshot,
  ask: ReportAsk,
): AsyncGenerator<ReportRow> {
  const [utc, zoned] = [timesIn('Etc/UTC'), timesIn(ask.parameters.timezone)];
  for await (const { id, arrivalMs, where } of reconciledPayouts(snapshot, ask)) {
    const payout = {
      automatic_payout_id: id,
      automatic_payout_effective_at_utc: utc(arrivalMs),
      automatic_payout_effective_at: zoned(arrivalMs),
    };
    for await (const row of transactionRows(snapshot, ask, where)) yield { ...payout, ...row };
  }
}

export async function* reconciliationSummary(
  snapshot: Snapshot,
  ask: ReportAsk,
): AsyncGenerator<ReportRow> {
  const wheres: Where[] = [];
  for await (const { where } of reconciledPayouts(snapshot, ask)) wheres.push(where);
  yield* categorySummary(snapshot, ask, ...wheres);
}

const onePayoutSql = `
select id, arrival_ms from payouts where id = $1 and merchant_id = $2 and livemode = $3
`;

// Those that pay everything and have not come back: of the others no rows can be named.
const arrivingSql = `
select p.id, p.arrival_ms
from payouts p join payout_coverages c on c.id = p.id
where p.merchant_id = $1 and p.livemode = $2 and p.status not in ('failed', 'canceled')
  and p.arrival_ms >= $3 and p.arrival_ms < $4
order by p.arrival_ms, p.id
`;

type PayoutRow = { id: string; arrival_ms: string };

async function* reconciledPayouts(snapshot: Snapshot, ask: ReportAsk): AsyncGenerator<Reconciled> {
  const { merchantId, livemode, parameters } = ask;
  const { payout, interval_start: start = 0, interval_end: end } = parameters;
  if (payout === undefined) {
    const values = [merchantId, livemode, start * 1000, (end ?? latestSecond) * 1000];
    for await (const row of snapshot.rows<PayoutRow>(arrivingSql, values)) {
      const paid = await paidBy(snapshot, row.id);
      yield { id: row.id, arrivalMs: row.arrival_ms, where: merchantsRows(ask, paid) };
    }
    return;
  }
  const values = [payout, merchantId, livemode];
  const { rows } = await snapshot.connection.query<PayoutRow>(onePayoutSql, values);
  const paid = await paidBy(snapshot, payout);
  for (const { id, arrival_ms: arrivalMs } of rows)
    yield { id, arrivalMs, where: rowsOf(ask, paid) };
}

const latestSecond = Math.floor(Number.MAX_SAFE_INTEGER / 1000);

async function paidBy(snapshot: Snapshot, payoutId: string): Promise<Condition> {
  const condition = await rowsPaidBy(snapshot.connection, payoutId);
  if (condition === undefined)
    throw new ReportRefused(`No balance transactions can be named that payout ${payoutId} pays.`);
  return condition;
}

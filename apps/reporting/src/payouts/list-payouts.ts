import type { Listed, PayoutJson, ReportingQueries } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import { listPage, mapListed } from '../lists/list-page.js';

type Queries = ReportingQueries;
type ListAsk = Omit<Queries['reporting.payouts']['ask'], 'after'>;
type FindAsk = Omit<Queries['reporting.payout']['ask'], 'after'>;
type Row = { payout: PayoutJson };

const payoutsSql = `select payout from payouts`;

const placeSql = `
select created_ms, id from payouts where id = $1 and merchant_id = $2 and livemode = $3
`;

const oneSql = `${payoutsSql} where id = $1 and merchant_id = $2 and livemode = $3`;

export async function listPayouts(database: Database, ask: ListAsk): Promise<Listed<PayoutJson>> {
  const { merchantId, livemode, page, status, arrival } = ask;
  const listed = await listPage<Row>(database, {
    select: payoutsSql,
    order: ['created_ms', 'id'],
    where: { merchant_id: merchantId, livemode, status },
    ranges: { arrival_ms: arrival },
    cursor: (id) => ({ text: placeSql, values: [id, merchantId, livemode] }),
    page,
  });
  return mapListed(listed, ({ payout }) => payout);
}

export async function findPayout(
  database: Database,
  { id, merchantId, livemode }: FindAsk,
): Promise<PayoutJson | null> {
  const { rows } = await database.query<Row>(oneSql, [id, merchantId, livemode]);
  return rows[0]?.payout ?? null;
}

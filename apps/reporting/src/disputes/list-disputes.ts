import type { ChargeJson, Listed, ReportingQueries } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import { listPage } from '../lists/list-page.js';

type Ask = Omit<ReportingQueries['reporting.disputes']['ask'], 'after'>;
type Row = { disputeId: string; charge: ChargeJson };

const disputesSql = `
select d.id as "disputeId", c.charge from disputes d join charges c on c.id = d.charge_id
`;

const placeSql = `
select created_ms, id from disputes where id = $1 and merchant_id = $2 and livemode = $3
`;

export function listDisputes(database: Database, ask: Ask): Promise<Listed<Row>> {
  const { merchantId, livemode, page, charge, paymentIntent } = ask;
  return listPage<Row>(database, {
    select: disputesSql,
    order: ['d.created_ms', 'd.id'],
    where: {
      'd.merchant_id': merchantId,
      'd.livemode': livemode,
      'd.charge_id': charge,
      'c.payment_intent': paymentIntent,
    },
    cursor: (id) => ({ text: placeSql, values: [id, merchantId, livemode] }),
    page,
  });
}

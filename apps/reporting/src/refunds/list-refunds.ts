import type { ChargeJson, Listed, ReportingQueries } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import { listPage } from '../lists/list-page.js';

type Ask = Omit<ReportingQueries['reporting.refunds']['ask'], 'after'>;
type Row = { refundId: string; charge: ChargeJson };

const refundsSql = `
select r.id as "refundId", c.charge from refunds r join charges c on c.id = r.charge_id
`;

const placeSql = `
select created_ms, id from refunds where id = $1 and merchant_id = $2 and livemode = $3
`;

export function listRefunds(database: Database, ask: Ask): Promise<Listed<Row>> {
  const { merchantId, livemode, page, charge, paymentIntent } = ask;
  return listPage<Row>(database, {
    select: refundsSql,
    order: ['r.created_ms', 'r.id'],
    where: {
      'r.merchant_id': merchantId,
      'r.livemode': livemode,
      'r.charge_id': charge,
      'c.payment_intent': paymentIntent,
    },
    cursor: (id) => ({ text: placeSql, values: [id, merchantId, livemode] }),
    page,
  });
}

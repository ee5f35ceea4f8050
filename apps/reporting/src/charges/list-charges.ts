import type { ChargeJson, Listed, ReportingQueries } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import { listPage, mapListed } from '../lists/list-page.js';

type Ask = Omit<ReportingQueries['reporting.charges']['ask'], 'after'>;

const placeSql = `
select created_ms, id from charges where id = $1 and merchant_id = $2 and livemode = $3
`;

export async function listCharges(database: Database, ask: Ask): Promise<Listed<ChargeJson>> {
  const { merchantId, livemode, page } = ask;
  const listed = await listPage<{ charge: ChargeJson }>(database, {
    select: 'select charge from charges',
    order: ['created_ms', 'id'],
    where: {
      merchant_id: merchantId,
      livemode,
      customer: ask.customer,
      payment_intent: ask.paymentIntent,
      transfer_group: ask.transferGroup,
    },
    cursor: (id) => ({ text: placeSql, values: [id, merchantId, livemode] }),
    page,
  });
  return mapListed(listed, ({ charge }) => charge);
}

import type { Listed, ReportingQueries } from '@ledgerway/contracts';
import type { PaymentMethod } from '@ledgerway/domain';
import type { Database } from '@ledgerway/platform';
import { listPage, mapListed } from '../lists/list-page.js';

type Ask = Omit<ReportingQueries['reporting.payment_methods']['ask'], 'after'>;

// The customer may stand in another partition, which may be projected later than its method.
const methodsSql = `
select m.method from payment_methods m left join customers c on c.id = m.customer
`;

const placeSql = `
select created_ms, id from payment_methods where id = $1 and merchant_id = $2 and livemode = $3
`;

/** A deleted customer has no methods, though nothing was detached one by one. */
export async function listPaymentMethods(
  database: Database,
  ask: Ask,
): Promise<Listed<PaymentMethod>> {
  const { merchantId, livemode, page, customer, type } = ask;
  const listed = await listPage<{ method: PaymentMethod }>(database, {
    select: methodsSql,
    order: ['m.created_ms', 'm.id'],
    where: {
      'm.merchant_id': merchantId,
      'm.livemode': livemode,
      'm.customer': customer,
      'm.type': type,
      'coalesce(c.deleted, false)': false,
    },
    cursor: (id) => ({ text: placeSql, values: [id, merchantId, livemode] }),
    page,
  });
  return mapListed(listed, ({ method }) => method);
}

import type { Listed, ReportingQueries, StateJson } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import { listPage, mapListed } from '../lists/list-page.js';

type Ask = Omit<ReportingQueries['reporting.customers']['ask'], 'after'>;

const placeSql = `
select created_ms, id from customers where id = $1 and merchant_id = $2 and livemode = $3
`;

export async function listCustomers(database: Database, ask: Ask): Promise<Listed<StateJson>> {
  const { merchantId, livemode, page, email } = ask;
  const listed = await listPage<{ state: StateJson }>(database, {
    select: 'select state from customers',
    order: ['created_ms', 'id'],
    where: { merchant_id: merchantId, livemode, deleted: false, email },
    cursor: (id) => ({ text: placeSql, values: [id, merchantId, livemode] }),
    page,
  });
  return mapListed(listed, ({ state }) => state);
}

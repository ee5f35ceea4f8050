import type { ChargeJson, Listed, ReportingQueries, StateJson } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import { listPage, mapListed } from '../lists/list-page.js';

type Ask = Omit<ReportingQueries['reporting.payment_intents']['ask'], 'after'>;
type Row = { intent: NonNullable<StateJson['intent']>; charge: ChargeJson | null };

const intentsSql = `
select p.intent, c.charge from payment_intents p left join charges c on c.id = p.charge_id
`;

const placeSql = `
select created_ms, id from payment_intents where id = $1 and merchant_id = $2 and livemode = $3
`;

export async function listPaymentIntents(database: Database, ask: Ask): Promise<Listed<StateJson>> {
  const { merchantId, livemode, page, customer } = ask;
  const listed = await listPage<Row>(database, {
    select: intentsSql,
    order: ['p.created_ms', 'p.id'],
    where: { 'p.merchant_id': merchantId, 'p.livemode': livemode, 'p.customer': customer },
    cursor: (id) => ({ text: placeSql, values: [id, merchantId, livemode] }),
    page,
  });
  return mapListed(listed, ({ intent, charge }) => ({ intent, ...(charge && { charge }) }));
}

import type { Listed, ReportingQueries } from '@ledgerway/contracts';
import type { SetupIntent } from '@ledgerway/domain';
import type { Database } from '@ledgerway/platform';
import { listPage, mapListed } from '../lists/list-page.js';

type Ask = Omit<ReportingQueries['reporting.setup_intents']['ask'], 'after'>;

const placeSql = `
select created_ms, id from setup_intents where id = $1 and merchant_id = $2 and livemode = $3
`;

export async function listSetupIntents(database: Database, ask: Ask): Promise<Listed<SetupIntent>> {
  const { merchantId, livemode, page, customer, paymentMethod } = ask;
  const listed = await listPage<{ setup_intent: SetupIntent }>(database, {
    select: 'select setup_intent from setup_intents',
    order: ['created_ms', 'id'],
    where: { merchant_id: merchantId, livemode, customer, payment_method: paymentMethod },
    cursor: (id) => ({ text: placeSql, values: [id, merchantId, livemode] }),
    page,
  });
  return mapListed(listed, ({ setup_intent }) => setup_intent);
}

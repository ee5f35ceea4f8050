// The part of the tour that is about settlement: the sandbox settles, once rightly and once wrongly.
import type { Caller } from './caller.js';
import type { KnownObjects } from './tour.js';

const path = '/v1/settlements';

export async function tourSettlement(api: Caller, operator: Caller): Promise<KnownObjects> {
  const settle = async (misbehave?: string) => {
    await api.post('/v1/charges', { amount: 2000, currency: 'hkd', source: 'tok_visa' });
    const currency = { currency: 'hkd', ...(misbehave !== undefined && { misbehave }) };
    const written = await operator.post('/v1/test_helpers/settlements', currency);
    const batch = await operator.post(`${path}/files`, { content: written.file });
    const statement = { content: written.bank_statement, account: 'sandbox_test' };
    const paid = await operator.post(`${path}/bank_statements`, statement);
    await operator.post(`${path}/files`, { content: written.file });
    await operator.get(`${path}/${batch.id}`);
    await operator.get(`${path}/bank_statements/${paid.id}`);
    return { batch: batch.id as string, statement: paid.id as string };
  };
  const right = await settle();
  const wrong = await settle('unknown_credit');
  await settle('unknown_line');
  await operator.post('/v1/test_helpers/settlements', { currency: 'bif' });
  await operator.post(`${path}/files`, { content: 'Merchant Account,PSP Reference\n' });
  await operator.get(`${path}?limit=100&livemode=false`);
  const { data } = await operator.get(`${path}/breaks?grace_seconds=0&limit=100&status=all`);
  const [credit, line] = ['unknown_credit', 'missing_ours'].map(
    (kind) => data.find((one: { kind: string }) => one.kind === kind).id as string,
  );
  await operator.post(`${path}/breaks/${line}`, { owner: 'Jo' });
  await operator.post(`${path}/breaks/${line}`, { resolution: 'written_off', note: 'Too small' });
  await operator.post(`${path}/breaks/${credit}`, { settlement: wrong.batch });
  await operator.get(`${path}/scores?grace_seconds=0`);
  return {
    settlements: [right.batch, wrong.batch],
    bank_statements: [right.statement],
    breaks: [credit!, line!],
  };
}

import { eventually } from '@ledgerway/testing';
import type { Journey } from './journey.js';

// The wire is what is under test: its JSON has no type that could be trusted.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

/** What other journeys sold is in other currencies: these books are this journey's own. */
const breakOf = { missing_theirs: 'nok', duplicate: 'sek', amount_diff: 'dkk' } as const;

export const settlement: Journey = (deployment) => {
  const asOperator = async (method: 'GET' | 'POST', path: string, params: object = {}) => {
    const { operator_key: key } = deployment().credentials;
    const isPost = method === 'POST';
    const answer = await deployment().request(method, path, {
      key,
      ...(isPost && {
        body: JSON.stringify(params),
        headers: { 'content-type': 'application/json' },
      }),
    });
    return { status: answer.status, json: answer.json as Json };
  };
  const get = async (path: string) => (await asOperator('GET', path)).json;
  const post = (path: string, params: object) => asOperator('POST', path, params);
  const sell = (currency: string, amount = 2000) =>
    deployment().sdk().charges.create({ amount, currency, source: 'tok_visa' });
  const settle = async (currency: string, misbehave = 'none') =>
    (await post('/v1/test_helpers/settlements', { currency, misbehave })).json;
  const importBoth = async ({ file, bank_statement: statement }: Json) => {
    const batch = await post('/v1/settlements/files', { content: file });
    const paid = await post('/v1/settlements/bank_statements', { content: statement });
    expect([batch.status, paid.status]).toEqual([200, 200]);
    return batch.json;
  };
  const openBreaks = async (currency: string) => {
    const { data } = await get('/v1/settlements/breaks?grace_seconds=0&limit=100&livemode=false');
    return data.filter((one: Json) => one.currency === currency);
  };
  /** The read side may lag behind sales of a merchant, which the operator does not wait for. */
  const untilBreaks = (currency: string, ...kinds: string[]): Promise<Json[]> =>
    eventually(async () => {
      const breaks = await openBreaks(currency);
      expect(breaks.map(({ kind }: Json) => kind)).toEqual(kinds);
      return breaks;
    });
  const untilStanding = (account: string, currency: string, amount: number) =>
    eventually(async () => expect(await standing(account, currency)).toBe(amount));
  /** What stands posted on an account, over all entries of the operator's view. */
  const standing = async (account: string, currency: string): Promise<number> => {
    let [sum, query] = [0, 'limit=100'];
    for (;;) {
      const page = await get(`/v1/ledger/entries?${query}`);
      for (const { postings } of page.data)
        for (const leg of postings)
          if (leg.account === account && leg.layer === 'posted' && leg.currency === currency)
            sum += leg.amount;
      if (!page.has_more) return sum;
      query = `limit=100&starting_after=${page.data.at(-1).id}`;
    }
  };

  describe('settlement', () => {
    it('leaves nothing on the receivable once the file and the bank agree', async () => {
      const charge = await sell('chf', 10_000);
      await deployment().sdk().refunds.create({ charge: charge.id, amount: 1_500 });
      await sell('chf');
      const written = await settle('chf');
      const batch = await importBoth(written);
      await eventually(async () =>
        expect((await get(`/v1/settlements/${batch.id}`)).status).toBe('received'),
      );
      await untilBreaks('chf');
      const { lines, net } = await get(`/v1/settlements/${batch.id}`);
      expect(lines.map(({ state }: Json) => state)).toEqual(['matched', 'matched', 'matched']);
      await untilStanding('acquirer_receivable:sandbox', 'chf', 0);
      await untilStanding('suspense:sandbox', 'chf', 0);
      await untilStanding('bank:settlement_sandbox', 'chf', net);

      const again = await importBoth(written);
      expect(again).toMatchObject({ id: batch.id, already_imported: true });
      expect(await standing('bank:settlement_sandbox', 'chf')).toBe(net);
      const other = written.file.replaceAll('sbx_', 'sby_');
      const refused = await post('/v1/settlements/files', { content: other });
      expect(refused).toMatchObject({ status: 400, json: { error: { param: 'content' } } });
    }, 60_000);

    it.each([
      ['missing_line', 'missing_theirs'],
      ['duplicate_line', 'duplicate'],
      ['wrong_amount', 'amount_diff'],
    ] as const)('finds a file with a fault: %s', async (fault, kind) => {
      const currency = breakOf[kind];
      await sell(currency);
      await sell(currency);
      await importBoth(await settle(currency, fault));
      const [found] = await untilBreaks(currency, kind);
      expect(found.age_days).toBe(0);
      const path = `/v1/settlements/breaks/${found.id}`;
      expect((await post(path, { owner: 'Jo' })).json).toMatchObject({ owner: 'Jo' });
      const ending = { resolution: 'written_off', note: 'Not worth asking' };
      expect((await post(path, ending)).json.status).toBe('resolved');
      await untilBreaks(currency);
      await untilStanding('acquirer_receivable:sandbox', currency, 0);
    });

    it('keeps a credit that names nothing in suspense until somebody says what it pays', async () => {
      await sell('pln');
      const batch = await importBoth(await settle('pln', 'unknown_credit'));
      const [found] = await untilBreaks('pln', 'unknown_credit');
      await untilStanding('suspense:sandbox', 'pln', -batch.net);
      await post(`/v1/settlements/breaks/${found.id}`, { settlement: batch.id });
      await untilBreaks('pln');
      await untilStanding('suspense:sandbox', 'pln', 0);
      await untilStanding('acquirer_receivable:sandbox', 'pln', 0);
    });

    it('takes a statement before its file', async () => {
      await sell('czk');
      const { file, bank_statement: content } = await settle('czk');
      await post('/v1/settlements/bank_statements', { content });
      await untilBreaks('czk', 'credit_without_file');
      const batch = await post('/v1/settlements/files', { content: file });
      expect(batch.json.status).toBe('received');
      await untilBreaks('czk');
    });

    it('imports nothing of a file that is cut off, and says where', async () => {
      await sell('huf');
      const { file } = await settle('huf');
      const cut = file.slice(0, file.lastIndexOf('sandbox_test'));
      const refused = await post('/v1/settlements/files', { content: cut });
      expect(refused.status).toBe(400);
      expect(refused.json.error.message).toMatch(/line 2, column Type: .*cut off/);
      await untilStanding('acquirer_receivable:sandbox', 'huf', 2000);
    });

    it('is for the operator only', async () => {
      expect((await deployment().request('GET', '/v1/settlements')).status).toBe(403);
    });
  });
};

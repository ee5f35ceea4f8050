import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Journey } from './journey.js';

const run = promisify(execFile);

export const balance: Journey = (deployment) => {
  describe('the balance', () => {
    it('is what the balance transactions add up to, after each write of mine', async () => {
      const stripe = deployment().sdk();
      const before = await stripe.balance.retrieve();
      const charge = await stripe.charges.create({
        amount: 5000,
        currency: 'eur',
        source: 'tok_visa',
      });
      await stripe.refunds.create({ charge: charge.id, amount: 1200 });
      const after = await stripe.balance.retrieve();
      const total = ({ available, pending }: typeof before) =>
        [...available, ...pending]
          .filter(({ currency }) => currency === 'eur')
          .reduce((sum, { amount }) => sum + amount, 0);
      expect(total(after) - total(before)).toBe(3800);

      let net = 0;
      for await (const row of stripe.balanceTransactions.list({ currency: 'eur' })) {
        expect(row.net).toBe(row.amount - row.fee);
        net += row.net;
      }
      expect(net).toBe(total(after));
    });

    it('has one row per capture and one per refund, found by their source', async () => {
      const stripe = deployment().sdk();
      const charge = await stripe.charges.create({
        amount: 700,
        currency: 'gbp',
        source: 'tok_visa',
      });
      const refund = await stripe.refunds.create({ charge: charge.id });
      const row = await stripe.balanceTransactions.retrieve(charge.balance_transaction as string);
      expect(row).toMatchObject({ type: 'charge', amount: 700, source: charge.id });
      const { data } = await stripe.balanceTransactions.list({ source: refund.id });
      expect(data).toEqual([expect.objectContaining({ type: 'refund', amount: -700 })]);
    });

    it('does not move for what is only authorized', async () => {
      const stripe = deployment().sdk();
      const before = await stripe.balance.retrieve();
      await stripe.charges.create({
        amount: 900,
        currency: 'sgd',
        source: 'tok_visa',
        capture: false,
      });
      const { lastResponse: _one, ...earlier } = before;
      const { lastResponse: _two, ...now } = await stripe.balance.retrieve();
      expect(now).toEqual(earlier);
    });
  });

  describe('the journal', () => {
    it('explains a charge in balanced entries', async () => {
      const stripe = deployment().sdk();
      await stripe.charges.create({ amount: 4321, currency: 'jpy', source: 'tok_visa' });
      const { json } = await deployment().request('GET', '/v1/ledger/entries?limit=5');
      const entries = json['data'] as {
        postings: { layer: string; currency: string; amount: number }[];
      }[];
      const captured = entries.find(({ postings }) => postings.some((leg) => leg.amount === 4321));
      expect(captured).toBeDefined();
      for (const { postings } of entries) {
        const sums = new Map<string, number>();
        for (const { layer, currency, amount } of postings)
          sums.set(layer + currency, (sums.get(layer + currency) ?? 0) + Number(amount));
        expect([...sums.values()].every((sum) => sum === 0)).toBe(true);
      }
    });

    it('is exported as text that hledger and beancount accept', async () => {
      const { credentials } = deployment();
      const exported = async (format: string, key: string) => {
        const url = `${deployment().base}/v1/ledger/export?format=${format}`;
        const answer = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
        expect(answer.status).toBe(200);
        return answer.text();
      };
      const folder = await mkdtemp(join(tmpdir(), 'ledgerway-journal-'));
      try {
        for (const key of [credentials.secret_key, credentials.operator_key]) {
          const [journal, book] = [join(folder, 'a.journal'), join(folder, 'a.beancount')];
          await writeFile(journal, await exported('hledger', key));
          await run('hledger', ['-f', journal, 'check', '--strict']);
          await writeFile(book, await exported('beancount', key));
          await run('bean-check', [book]);
        }
      } finally {
        await rm(folder, { recursive: true });
      }
    });

    it('is not exported in a format that nobody knows', async () => {
      const { status, json } = await deployment().request('GET', '/v1/ledger/export?format=xls');
      expect(status).toBe(400);
      expect(json['error']).toMatchObject({ param: 'format', type: 'invalid_request_error' });
    });
  });
};

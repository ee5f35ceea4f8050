import { eventually } from '@ledgerway/testing';
import type Stripe from 'stripe';
import type { Journey } from './journey.js';

export const disputes: Journey = (deployment) => {
  describe('a dispute', () => {
    it('takes the money and a fee, and gives both back when it is won', async () => {
      const stripe = deployment().sdk();
      const { id: charge } = await stripe.charges.create({
        amount: 2000,
        currency: 'aud',
        source: 'tok_createDispute',
      });
      const dispute = await eventually(async () => {
        const { data } = await stripe.disputes.list({ charge });
        expect(data).toHaveLength(1);
        return data[0] as Stripe.Dispute;
      });
      expect(dispute).toMatchObject({ status: 'needs_response', amount: 2000, charge });
      await eventually(async () => expect(await inCurrency(stripe, 'aud')).toBe(-1500));
      await stripe.disputes.update(dispute.id, {
        evidence: { uncategorized_text: 'winning_evidence' },
        submit: true,
      });
      await eventually(async () =>
        expect(await stripe.disputes.retrieve(dispute.id)).toMatchObject({ status: 'won' }),
      );
      await eventually(async () => expect(await inCurrency(stripe, 'aud')).toBe(2000));
    });
  });
};

/** What is owed to the merchant, available and pending together. */
async function inCurrency(stripe: Stripe, currency: string): Promise<number> {
  const { available, pending } = await stripe.balance.retrieve();
  return [...available, ...pending]
    .filter((funds) => funds.currency === currency)
    .reduce((sum, { amount }) => sum + amount, 0);
}

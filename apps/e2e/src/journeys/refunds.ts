import { eventually } from '@ledgerway/testing';
import type { Journey } from './journey.js';

export const refunds: Journey = (deployment) => {
  const chargeOf = async (amount: number, source = 'tok_visa') =>
    (await deployment().sdk().charges.create({ amount, currency: 'usd', source })).id;

  describe('a refund', () => {
    it('returns a part, then the rest, and not a cent more', async () => {
      const stripe = deployment().sdk();
      const charge = await chargeOf(1000);
      const part = await stripe.refunds.create({
        charge,
        amount: 400,
        reason: 'requested_by_customer',
      });
      expect(part).toMatchObject({ object: 'refund', amount: 400, charge, status: 'succeeded' });
      expect(await stripe.charges.retrieve(charge)).toMatchObject({
        amount_refunded: 400,
        refunded: false,
      });
      await expect(stripe.refunds.create({ charge, amount: 601 })).rejects.toMatchObject({
        statusCode: 400,
        param: 'amount',
      });
      expect(await stripe.refunds.create({ charge })).toMatchObject({ amount: 600 });
      await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({
        code: 'charge_already_refunded',
      });
    });

    it('is retrieved, and listed by charge', async () => {
      const stripe = deployment().sdk();
      const charge = await chargeOf(1000);
      const first = await stripe.refunds.create({ charge, amount: 100 });
      const second = await stripe.refunds.create({ charge, amount: 200 });
      expect(await stripe.refunds.retrieve(first.id)).toMatchObject({ id: first.id, amount: 100 });
      const { data } = await stripe.refunds.list({ charge });
      expect(data.map(({ id }) => id)).toEqual([second.id, first.id]);
    });

    it('that takes its time is pending, and counts once the bank has paid', async () => {
      const stripe = deployment().sdk();
      const charge = await chargeOf(1000, 'tok_pendingRefund');
      const { id, status } = await stripe.refunds.create({ charge });
      expect(status).toBe('pending');
      await eventually(async () =>
        expect(await stripe.refunds.retrieve(id)).toMatchObject({ status: 'succeeded' }),
      );
      expect(await stripe.charges.retrieve(charge)).toMatchObject({ refunded: true });
    });

    it('that is still pending can be canceled', async () => {
      const stripe = deployment().sdk();
      const charge = await chargeOf(1000, 'tok_pendingRefund');
      const { id } = await stripe.refunds.create({ charge });
      expect(await stripe.refunds.cancel(id)).toMatchObject({ status: 'canceled' });
      expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 0 });
    });

    it('that fails gives the amount back to the charge', async () => {
      const stripe = deployment().sdk();
      const charge = await chargeOf(1000, 'tok_refundFail');
      const { id } = await stripe.refunds.create({ charge });
      await eventually(async () =>
        expect(await stripe.refunds.retrieve(id)).toMatchObject({
          status: 'failed',
          failure_reason: 'expired_or_canceled_card',
        }),
      );
      expect(await stripe.charges.retrieve(charge)).toMatchObject({
        amount_refunded: 0,
        refunded: false,
      });
    });

    it('of an unknown charge is refused', async () => {
      const call = deployment().sdk().refunds.create({ charge: 'ch_unknown' });
      await expect(call).rejects.toMatchObject({ statusCode: 404, code: 'resource_missing' });
    });
  });

  describe('money under concurrency', () => {
    it('refunds that together exceed the charge: never one too many', async () => {
      const stripe = deployment().sdk();
      const pairs = Array.from({ length: 25 }, async () => {
        const charge = await chargeOf(1000);
        const answers = await Promise.allSettled(
          [600, 600].map((amount) => stripe.refunds.create({ charge, amount })),
        );
        expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        expect((await stripe.charges.retrieve(charge)).amount_refunded).toBe(600);
      });
      await Promise.all(pairs);
    });

    it('captures that together exceed the authorization: never one too many', async () => {
      const stripe = deployment().sdk();
      const pairs = Array.from({ length: 25 }, async () => {
        const { id } = await stripe.charges.create({
          amount: 1000,
          currency: 'usd',
          source: 'tok_visa',
          capture: false,
        });
        const answers = await Promise.allSettled(
          [600, 700].map((amount) => stripe.charges.capture(id, { amount })),
        );
        expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      });
      await Promise.all(pairs);
    });
  });
};

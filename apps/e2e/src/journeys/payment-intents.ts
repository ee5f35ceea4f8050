import type Stripe from 'stripe';
import type { Journey } from './journey.js';

const withoutRedirects = { enabled: true, allow_redirects: 'never' } as const;

export const paymentIntents: Journey = (deployment) => {
  const create = (params: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
    deployment()
      .sdk()
      .paymentIntents.create({
        amount: 2000,
        currency: 'hkd',
        automatic_payment_methods: withoutRedirects,
        ...params,
      });

  describe('a payment intent', () => {
    it('is confirmed and paid, by a charge of its own', async () => {
      const stripe = deployment().sdk();
      const { id } = await create();
      const paid = await stripe.paymentIntents.confirm(id, {
        payment_method: 'pm_card_visa',
        expand: ['latest_charge'],
      });
      expect(paid).toMatchObject({
        status: 'succeeded',
        amount_received: 2000,
        latest_charge: { object: 'charge', payment_intent: id, captured: true },
      });
      expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({ status: 'succeeded' });
    });

    it('that was declined takes another method', async () => {
      const stripe = deployment().sdk();
      const { id } = await create();
      const declined = stripe.paymentIntents.confirm(id, {
        payment_method: 'pm_card_chargeDeclined',
      });
      await expect(declined).rejects.toMatchObject({ code: 'card_declined', statusCode: 402 });
      const paid = await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
      expect(paid).toMatchObject({ status: 'succeeded', last_payment_error: null });
    });

    it('is reserved, captured in part and refunded', async () => {
      const stripe = deployment().sdk();
      const reserved = await create({
        capture_method: 'manual',
        confirm: true,
        payment_method: 'pm_card_visa',
      });
      expect(reserved).toMatchObject({ status: 'requires_capture', amount_capturable: 2000 });
      const captured = await stripe.paymentIntents.capture(reserved.id, {
        amount_to_capture: 1500,
      });
      expect(captured).toMatchObject({ status: 'succeeded', amount_received: 1500 });
      const refund = await stripe.refunds.create({ payment_intent: reserved.id });
      expect(refund).toMatchObject({ amount: 1500, status: 'succeeded' });
    });

    it('is reserved and let go: nothing of it can be taken any more', async () => {
      const stripe = deployment().sdk();
      const { id } = await create({
        capture_method: 'manual',
        confirm: true,
        payment_method: 'pm_card_visa',
      });
      const canceled = await stripe.paymentIntents.cancel(id, { cancellation_reason: 'abandoned' });
      expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' });
      await expect(stripe.paymentIntents.capture(id)).rejects.toMatchObject({
        statusCode: 400,
        code: 'payment_intent_unexpected_state',
      });
    });

    it('that two windows confirm at once is paid once', async () => {
      const stripe = deployment().sdk();
      const { id } = await create();
      const answers = await Promise.allSettled(
        [1, 2].map(() => stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' })),
      );
      expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const { data } = await stripe.charges.list({ payment_intent: id });
      expect(data).toMatchObject([{ amount: 2000, paid: true }]);
    });

    it('waits for the payer, and is paid when the payer was there', async () => {
      const waiting = await create({
        automatic_payment_methods: { enabled: true },
        confirm: true,
        payment_method: 'pm_card_authenticationRequired',
        return_url: 'https://shop.example/back',
      });
      expect(waiting).toMatchObject({
        status: 'requires_action',
        next_action: { type: 'redirect_to_url' },
      });
      const path = `/v1/test_helpers/payment_intents/${waiting.id}/authenticate`;
      const answer = await deployment().request('POST', path, { body: 'outcome=succeeded' });
      expect(answer.status).toBe(200);
      const paid = await deployment().sdk().paymentIntents.retrieve(waiting.id);
      expect(paid.status).toBe('succeeded');
    });
  });
};

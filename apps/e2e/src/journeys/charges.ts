import type Stripe from 'stripe';
import type { Journey } from './journey.js';

const thrownBy = async (call: Promise<unknown>): Promise<Stripe.errors.StripeError> =>
  call.then(
    () => {
      throw new Error('the call succeeded');
    },
    (error: Stripe.errors.StripeError) => error,
  );

export const charges: Journey = (deployment) => {
  describe('a charge', () => {
    it('is created, and read back as it was created', async () => {
      const stripe = deployment().sdk();
      const charge = await stripe.charges.create({
        amount: 2000,
        currency: 'hkd',
        source: 'tok_visa',
        description: 'Example Charge',
        metadata: { order_id: '6735' },
      });
      expect(charge).toMatchObject({
        object: 'charge',
        amount: 2000,
        amount_captured: 2000,
        currency: 'hkd',
        status: 'succeeded',
        captured: true,
        paid: true,
        description: 'Example Charge',
        metadata: { order_id: '6735' },
        livemode: false,
      });
      const { lastResponse: _created, ...asCreated } = charge;
      const { lastResponse: _read, ...asRead } = await stripe.charges.retrieve(charge.id);
      expect(asRead).toEqual(asCreated);
    });

    it('that the issuer declines fails with the reason, and is kept', async () => {
      const stripe = deployment().sdk();
      const error = await thrownBy(
        stripe.charges.create({
          amount: 2000,
          currency: 'hkd',
          source: 'tok_chargeDeclinedInsufficientFunds',
        }),
      );
      expect(error).toMatchObject({
        type: 'StripeCardError',
        statusCode: 402,
        code: 'card_declined',
        decline_code: 'insufficient_funds',
      });
      const failed = await stripe.charges.retrieve(error.charge as unknown as string);
      expect(failed).toMatchObject({
        status: 'failed',
        paid: false,
        failure_code: 'card_declined',
      });
    });

    it('can be updated, and its metadata cleared', async () => {
      const stripe = deployment().sdk();
      const { id } = await stripe.charges.create({
        amount: 900,
        currency: 'usd',
        source: 'tok_visa',
        metadata: { a: '1', b: '2' },
      });
      const updated = await stripe.charges.update(id, {
        description: 'later',
        metadata: { a: '' },
      });
      expect(updated).toMatchObject({ description: 'later', metadata: { b: '2' } });
      expect((await stripe.charges.update(id, { metadata: '' })).metadata).toEqual({});
    });

    it('is listed newest first, page by page, nothing lost or twice', async () => {
      const stripe = deployment().sdk();
      const created: string[] = [];
      for (let number = 0; number < 5; number += 1)
        created.unshift(
          (
            await stripe.charges.create({
              amount: 500 + number,
              currency: 'usd',
              source: 'tok_visa',
            })
          ).id,
        );
      const listed: string[] = [];
      for await (const { id } of stripe.charges.list({ limit: 2 })) {
        listed.push(id);
        if (listed.length === 5) break;
      }
      expect(listed).toEqual(created);
      const page = await stripe.charges.list({ ending_before: created[2], limit: 10 });
      expect(page.data.map(({ id }) => id)).toEqual(created.slice(0, 2));
    });

    it('of an unknown id is a resource_missing', async () => {
      const error = await thrownBy(deployment().sdk().charges.retrieve('ch_unknown'));
      expect(error).toMatchObject({ statusCode: 404, code: 'resource_missing', param: 'id' });
    });

    it.each([
      ['no source', { amount: 2000, currency: 'hkd' }, 'parameter_missing'],
      [
        'a zero amount',
        { amount: 0, currency: 'hkd', source: 'tok_visa' },
        'parameter_invalid_integer',
      ],
      [
        'too small an amount',
        { amount: 1, currency: 'hkd', source: 'tok_visa' },
        'amount_too_small',
      ],
      [
        'an unknown token',
        { amount: 2000, currency: 'hkd', source: 'tok_none' },
        'resource_missing',
      ],
    ])('with %s is refused', async (_what, params, code) => {
      const error = await thrownBy(deployment().sdk().charges.create(params));
      expect(error).toMatchObject({ type: 'StripeInvalidRequestError', code });
    });
  });

  describe('an authorization', () => {
    const authorize = (stripe: Stripe, amount = 3000) =>
      stripe.charges.create({ amount, currency: 'usd', source: 'tok_visa', capture: false });

    it('is captured in full, once', async () => {
      const stripe = deployment().sdk();
      const { id } = await authorize(stripe);
      expect(await stripe.charges.capture(id)).toMatchObject({
        captured: true,
        amount_captured: 3000,
      });
      const again = await thrownBy(stripe.charges.capture(id));
      expect(again).toMatchObject({ statusCode: 400, code: 'charge_already_captured' });
    });

    it('is captured in part; the rest is given back', async () => {
      const stripe = deployment().sdk();
      const { id } = await authorize(stripe);
      const captured = await stripe.charges.capture(id, { amount: 1000 });
      expect(captured).toMatchObject({
        amount_captured: 1000,
        amount_refunded: 2000,
        refunded: false,
      });
    });

    it('is never captured beyond its amount', async () => {
      const stripe = deployment().sdk();
      const { id } = await authorize(stripe);
      const error = await thrownBy(stripe.charges.capture(id, { amount: 3001 }));
      expect(error).toMatchObject({ statusCode: 400, code: 'amount_too_large' });
    });

    it('is voided by a refund, in full only', async () => {
      const stripe = deployment().sdk();
      const { id } = await authorize(stripe);
      const partly = await thrownBy(stripe.refunds.create({ charge: id, amount: 100 }));
      expect(partly).toMatchObject({ statusCode: 400, param: 'amount' });
      expect(await stripe.refunds.create({ charge: id })).toMatchObject({
        status: 'succeeded',
        amount: 3000,
      });
      expect(await stripe.charges.retrieve(id)).toMatchObject({ captured: false, refunded: true });
      const capture = await thrownBy(stripe.charges.capture(id));
      expect(capture).toMatchObject({ code: 'charge_already_refunded' });
    });
  });
};

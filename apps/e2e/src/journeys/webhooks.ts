import { HttpSink } from '@ledgerway/testing';
import type Stripe from 'stripe';
import { Webhook } from 'standardwebhooks';
import type { Journey } from './journey.js';

export const webhooks: Journey = (deployment) => {
  describe('webhooks', () => {
    let sink: HttpSink;
    beforeAll(async () => {
      sink = await HttpSink.start();
    });
    afterAll(() => sink.close());

    it('arrive signed, so that both official libraries accept them', async () => {
      const stripe = deployment().sdk();
      const endpoint = await stripe.webhookEndpoints.create({
        url: sink.url('/signed'),
        enabled_events: ['charge.succeeded', 'charge.refunded'],
      });
      const secret = endpoint.secret as string;
      const charge = await stripe.charges.create({
        amount: 2500,
        currency: 'usd',
        source: 'tok_visa',
      });
      const [delivery] = await sink.waitFor(
        (request) => request.path === '/signed' && request.body.includes(charge.id),
      );
      if (delivery === undefined) throw new Error('no delivery');
      const event = stripe.webhooks.constructEvent(
        delivery.body,
        delivery.headers['stripe-signature'] as string,
        secret,
      );
      expect(event).toMatchObject({ object: 'event', type: 'charge.succeeded', livemode: false });
      expect((event.data.object as Stripe.Charge).id).toBe(charge.id);
      const verified = new Webhook(secret).verify(
        delivery.body.toString(),
        delivery.headers as Record<string, string>,
      );
      expect(verified).toMatchObject({ id: event.id });
      expect(await stripe.events.retrieve(event.id)).toMatchObject({
        id: event.id,
        type: event.type,
      });
      await stripe.webhookEndpoints.del(endpoint.id);
    });

    it('are not sent for events that nobody asked for', async () => {
      const stripe = deployment().sdk();
      const endpoint = await stripe.webhookEndpoints.create({
        url: sink.url('/refunds'),
        enabled_events: ['charge.refunded'],
      });
      const charge = await stripe.charges.create({
        amount: 800,
        currency: 'usd',
        source: 'tok_visa',
      });
      await stripe.refunds.create({ charge: charge.id });
      await sink.waitFor(({ path, body }) => path === '/refunds' && body.includes(charge.id));
      const types = sink.requests
        .filter(({ path }) => path === '/refunds')
        .map(({ body }) => (JSON.parse(body.toString()) as Stripe.Event).type);
      expect(new Set(types)).toEqual(new Set(['charge.refunded']));
      await stripe.webhookEndpoints.del(endpoint.id);
    });

    it('show their secret once, at creation', async () => {
      const stripe = deployment().sdk();
      const created = await stripe.webhookEndpoints.create({
        url: sink.url('/secret'),
        enabled_events: ['*'],
      });
      expect(created.secret).toMatch(/^whsec_/);
      expect((await stripe.webhookEndpoints.retrieve(created.id)).secret).toBeUndefined();
      await stripe.webhookEndpoints.del(created.id);
    });

    it('to an address inside the operator’s network are refused', async () => {
      const call = deployment()
        .sdk()
        .webhookEndpoints.create({
          url: 'http://169.254.169.254/latest/meta-data',
          enabled_events: ['*'],
        });
      await expect(call).rejects.toMatchObject({ statusCode: 400, param: 'url' });
    });
  });
};

import type { Journey } from './journey.js';

export const customers: Journey = (deployment) => {
  describe('a customer', () => {
    it('is created, read, changed, listed and deleted', async () => {
      const { customers } = deployment().sdk();
      const { id } = await customers.create({ email: 'grace@example.com', name: 'Grace' });
      expect(await customers.retrieve(id)).toMatchObject({ id, name: 'Grace' });
      expect(await customers.update(id, { name: 'Ada' })).toMatchObject({ name: 'Ada' });
      const { data } = await customers.list({ email: 'grace@example.com' });
      expect(data.map((one) => one.id)).toEqual([id]);
      expect(await customers.del(id)).toMatchObject({ id, deleted: true });
    });

    it('pays with the card on file, the old way', async () => {
      const stripe = deployment().sdk();
      const { id, default_source: card } = await stripe.customers.create({ source: 'tok_visa' });
      const charge = await stripe.charges.create({ amount: 2000, currency: 'hkd', customer: id });
      expect(charge).toMatchObject({ status: 'succeeded', customer: id, source: { id: card } });
    });

    it('pays with a saved method, again and again, off session too', async () => {
      const stripe = deployment().sdk();
      const { id: customer } = await stripe.customers.create();
      const { id: method } = await stripe.paymentMethods.attach('pm_card_visa', { customer });
      for (const off_session of [false, true]) {
        const paid = await stripe.paymentIntents.create({
          amount: 2000,
          currency: 'hkd',
          automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
          confirm: true,
          customer,
          off_session,
          payment_method: method,
        });
        expect(paid).toMatchObject({ status: 'succeeded', customer, payment_method: method });
      }
    });

    it('shows the card to the bank once, and pays without being there later', async () => {
      const stripe = deployment().sdk();
      const { id: customer } = await stripe.customers.create();
      const setup = await stripe.setupIntents.create({
        customer,
        confirm: true,
        payment_method: 'pm_card_authenticationRequiredOnSetup',
        return_url: 'https://shop.example/back',
      });
      expect(setup).toMatchObject({ status: 'requires_action' });
      const path = `/v1/test_helpers/setup_intents/${setup.id}/authenticate`;
      const answer = await deployment().request('POST', path, { body: 'outcome=succeeded' });
      expect(answer.json).toMatchObject({ status: 'succeeded' });
      const paid = await stripe.paymentIntents.create({
        amount: 2000,
        currency: 'hkd',
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        confirm: true,
        customer,
        off_session: true,
        payment_method: answer.json['payment_method'] as string,
      });
      expect(paid).toMatchObject({ status: 'succeeded' });
    });
  });
};

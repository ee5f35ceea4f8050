import { onTheWire, viaSdk, type Area, type Case } from '../case.js';
import { expectRefusal, expectRefused } from '../refusals.js';
import { customer, sale } from '../resources.js';

const details = {
  address: { line1: '1 Queen’s Road', city: 'Hong Kong', country: 'HK' },
  description: 'a friend',
  email: 'ada@example.com',
  metadata: { tier: 'gold' },
  name: '陳大文',
  phone: '+852 5555 5555',
  preferred_locales: ['zh-HK'],
  shipping: { name: 'Ada', address: { line1: '2 Pier Road' } },
};

const unknown = {
  status: 404,
  code: 'resource_missing',
  param: 'id',
  message: "No such customer: 'cus_nothing'",
};

const records: Case[] = [
  viaSdk('create, with everything', async (merchant) => {
    const made = await customer(merchant, details);
    expect(made).toMatchObject({
      ...details,
      object: 'customer',
      id: expect.stringMatching(/^cus_/),
      balance: 0,
      default_source: null,
      delinquent: false,
      discount: null,
      invoice_settings: {
        custom_fields: null,
        default_payment_method: null,
        footer: null,
        rendering_options: null,
      },
      livemode: false,
    });
    expect(made).not.toHaveProperty('sources');
  }),
  viaSdk('create, with nothing', async ({ stripe }) => {
    expect(await stripe.customers.create()).toMatchObject({
      email: null,
      name: null,
      metadata: {},
    });
  }),
  viaSdk('retrieve gives what create gave', async (merchant) => {
    const { lastResponse: _made, ...made } = await customer(merchant, details);
    const { lastResponse: _read, ...read } = await merchant.stripe.customers.retrieve(made.id);
    expect(read).toEqual(made);
  }),
  viaSdk('update: only what is named; empty unsets', async (merchant) => {
    const { id } = await customer(merchant, details);
    const updated = await merchant.stripe.customers.update(id, {
      name: '',
      metadata: { tier: '', since: '2026' },
    });
    expect(updated).toMatchObject({
      name: null,
      email: details.email,
      metadata: { since: '2026' },
    });
    expect(updated.metadata).not.toHaveProperty('tier');
  }),
  viaSdk('delete: gone, and told so', async (merchant) => {
    const { id } = await customer(merchant);
    expect(await merchant.stripe.customers.del(id)).toMatchObject({
      id,
      object: 'customer',
      deleted: true,
    });
    expect(await merchant.stripe.customers.retrieve(id)).toMatchObject({ id, deleted: true });
    const { data } = await merchant.stripe.customers.list({ limit: 100 });
    expect(data.map((one) => one.id)).not.toContain(id);
    const call = merchant.stripe.charges.create({ ...sale, source: undefined, customer: id });
    await expectRefusal(call, { status: 400, code: 'resource_missing', param: 'customer' });
  }),
  viaSdk('list: by e-mail', async (merchant) => {
    const { id } = await customer(merchant, { email: 'only@example.com' });
    const { data } = await merchant.stripe.customers.list({ email: 'only@example.com' });
    expect(data.map((one) => one.id)).toEqual([id]);
  }),
  viaSdk('retrieve: an unknown id', ({ stripe }) =>
    expectRefusal(stripe.customers.retrieve('cus_nothing'), unknown),
  ),
  viaSdk('update: an unknown id', ({ stripe }) =>
    expectRefusal(stripe.customers.update('cus_nothing', { name: 'x' }), unknown),
  ),
  viaSdk('delete: an unknown id', ({ stripe }) =>
    expectRefusal(stripe.customers.del('cus_nothing'), unknown),
  ),
  viaSdk('create: an e-mail of 513 characters', (merchant) =>
    expectRefusal(customer(merchant, { email: `${'a'.repeat(501)}@example.com` }), {
      status: 400,
      param: 'email',
    }),
  ),
  viaSdk('create: an unknown parameter', (merchant) =>
    expectRefusal(customer(merchant, { bogus: 1 }), {
      status: 400,
      code: 'parameter_unknown',
      param: 'bogus',
    }),
  ),
];

const cards: Case[] = [
  viaSdk('create with a source: it becomes the default', async (merchant) => {
    const made = await customer(merchant, { source: 'tok_visa' });
    expect(made.default_source).toMatch(/^card_/);
    const sources = await merchant.stripe.customers.listSources(made.id);
    expect(sources.data).toMatchObject([
      { id: made.default_source, object: 'card', customer: made.id, brand: 'Visa', last4: '4242' },
    ]);
  }),
  viaSdk('create with a card that declines', async (merchant) => {
    const before = await merchant.stripe.customers.list({ limit: 100 });
    await expectRefusal(customer(merchant, { source: 'tok_chargeDeclined' }), {
      status: 402,
      code: 'card_declined',
    });
    const after = await merchant.stripe.customers.list({ limit: 100 });
    expect(after.data.length).toBe(before.data.length);
  }),
  viaSdk('a charge of a customer uses the default source', async (merchant) => {
    const { id, default_source: card } = await customer(merchant, { source: 'tok_mastercard' });
    const made = await merchant.stripe.charges.create({
      amount: 2000,
      currency: 'hkd',
      customer: id,
    });
    expect(made).toMatchObject({
      customer: id,
      payment_method: card,
      payment_method_details: { card: { brand: 'mastercard' } },
      source: { id: card },
    });
  }),
  viaSdk('a charge of a customer can name another of its cards', async (merchant) => {
    const { id } = await customer(merchant, { source: 'tok_visa' });
    const amex = await merchant.stripe.customers.createSource(id, { source: 'tok_amex' });
    const made = await merchant.stripe.charges.create({ ...sale, customer: id, source: amex.id });
    expect(made.payment_method_details?.card?.brand).toBe('amex');
  }),
  viaSdk('a charge of a customer without any card', async (merchant) => {
    const { id } = await customer(merchant);
    const call = merchant.stripe.charges.create({ amount: 2000, currency: 'hkd', customer: id });
    await expectRefusal(call, { status: 402, code: 'missing' });
  }),
  viaSdk('a card of a customer needs the customer', async (merchant) => {
    const { default_source: card } = await customer(merchant, { source: 'tok_visa' });
    const call = merchant.stripe.charges.create({ ...sale, source: card as string });
    await expectRefusal(call, { status: 400 });
  }),
  viaSdk('sources: add, read, update, make default, delete', async (merchant) => {
    const { customers } = merchant.stripe;
    const { id, default_source: first } = await customer(merchant, { source: 'tok_visa' });
    const second = await customers.createSource(id, { source: 'tok_mastercard' });
    expect((await customers.retrieveSource(id, second.id)).id).toBe(second.id);
    const renamed = await customers.updateSource(id, second.id, { name: 'Ada' });
    expect(renamed).toMatchObject({ id: second.id, name: 'Ada' });
    const updated = await customers.update(id, { default_source: second.id });
    expect(updated.default_source).toBe(second.id);
    expect(await customers.deleteSource(id, second.id)).toMatchObject({
      id: second.id,
      deleted: true,
    });
    const rest = await customers.listSources(id);
    expect(rest.data.map((source) => source.id)).toEqual([first]);
    const after = await customers.retrieve(id);
    expect(after).toMatchObject({ default_source: first });
  }),
  viaSdk('a source that declines is not added', async (merchant) => {
    const { id } = await customer(merchant);
    const call = merchant.stripe.customers.createSource(id, { source: 'tok_chargeDeclined' });
    await expectRefusal(call, { status: 402, code: 'card_declined' });
    expect((await merchant.stripe.customers.listSources(id)).data).toEqual([]);
  }),
  viaSdk('an unknown source', async (merchant) => {
    const { id } = await customer(merchant);
    const call = merchant.stripe.customers.retrieveSource(id, 'card_nothing');
    await expectRefusal(call, { status: 404, code: 'resource_missing' });
  }),
  onTheWire('sources appear in the customer when they are expanded', async (merchant) => {
    const { id, default_source: card } = await customer(merchant, { source: 'tok_visa' });
    const { json } = await merchant.get(
      `/v1/customers/${id}?expand[]=sources&expand[]=default_source`,
    );
    expect(json).toMatchObject({
      default_source: { id: card, object: 'card' },
      sources: { object: 'list', url: `/v1/customers/${id}/sources`, data: [{ id: card }] },
    });
  }),
  onTheWire('a token is used up by a customer', async (merchant) => {
    const { json: token } = await merchant.post('/v1/tokens', {
      card: { number: '4242424242424242', exp_month: 12, exp_year: 2034, cvc: '123' },
    });
    await customer(merchant, { source: token.id });
    const again = await merchant.post('/v1/customers', { source: token.id });
    expectRefused(again, { status: 400, code: 'token_already_used', param: 'source' });
  }),
];

export const customers: Area = { name: 'customers', cases: [...records, ...cards] };

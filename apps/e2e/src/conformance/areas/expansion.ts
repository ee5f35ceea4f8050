import { onTheWire, viaSdk, type Area, type Case } from '../case.js';
import type { Answer, Merchant } from '../merchant.js';
import { expectRefused } from '../refusals.js';
import { charge, confirmed, customer } from '../resources.js';

const query = (paths: readonly string[]) =>
  paths.map((path, index) => `expand[${index}]=${path}`).join('&');

const read = async (merchant: Merchant, path: string, ...expand: string[]): Promise<Answer> => {
  const answer = await merchant.get(`${path}?${query(expand)}`);
  expect(answer).toMatchObject({ status: 200 });
  return answer;
};

const paid = async (merchant: Merchant) => {
  const payer = await customer(merchant, { source: 'tok_visa' });
  const made = await charge(merchant, { source: undefined, customer: payer.id });
  const refund = await merchant.stripe.refunds.create({ charge: made.id, amount: 500 });
  return { payer, made, refund };
};

const object = (name: string) => expect.objectContaining({ object: name }) as unknown;

const expanded: Case[] = [
  viaSdk('charge: customer, balance_transaction and refunds', async (merchant) => {
    const { made, refund } = await paid(merchant);
    const full = await merchant.stripe.charges.retrieve(made.id, {
      expand: ['customer', 'balance_transaction', 'refunds'],
    });
    expect(full).toMatchObject({
      customer: object('customer'),
      balance_transaction: object('balance_transaction'),
      refunds: {
        object: 'list',
        url: `/v1/charges/${made.id}/refunds`,
        has_more: false,
        data: [{ id: refund.id }],
      },
    });
  }),
  viaSdk('charge: payment_intent', async (merchant) => {
    const { id, latest_charge: latest } = await confirmed(merchant);
    const full = await merchant.stripe.charges.retrieve(latest as string, {
      expand: ['payment_intent'],
    });
    expect(full.payment_intent).toMatchObject({ object: 'payment_intent', id });
  }),
  viaSdk('payment_intent: latest_charge, customer and payment_method', async (merchant) => {
    const { id: payer } = await customer(merchant);
    const { id } = await confirmed(merchant, { customer: payer });
    const full = await merchant.stripe.paymentIntents.retrieve(id, {
      expand: ['latest_charge.balance_transaction', 'customer', 'payment_method'],
    });
    expect(full).toMatchObject({
      latest_charge: { object: 'charge', balance_transaction: object('balance_transaction') },
      customer: object('customer'),
      payment_method: object('payment_method'),
    });
  }),
  viaSdk('refund: charge, payment_intent and balance_transaction', async (merchant) => {
    const { id } = await confirmed(merchant);
    const refund = await merchant.stripe.refunds.create({ payment_intent: id });
    const full = await merchant.stripe.refunds.retrieve(refund.id, {
      expand: ['charge', 'payment_intent', 'balance_transaction'],
    });
    expect(full).toMatchObject({
      charge: object('charge'),
      payment_intent: object('payment_intent'),
      balance_transaction: object('balance_transaction'),
    });
  }),
  viaSdk('balance_transaction: source', async (merchant) => {
    const { made } = await paid(merchant);
    const id = made.balance_transaction as string;
    const full = await merchant.stripe.balanceTransactions.retrieve(id, { expand: ['source'] });
    expect(full.source).toMatchObject({ object: 'charge', id: made.id });
  }),
  viaSdk('customer: default_source and sources', async (merchant) => {
    const { payer } = await paid(merchant);
    const full = await merchant.stripe.customers.retrieve(payer.id, {
      expand: ['default_source', 'sources'],
    });
    expect(full).toMatchObject({
      default_source: { object: 'card', id: payer.default_source },
      sources: { object: 'list', data: [{ id: payer.default_source }] },
    });
  }),
  viaSdk('lists: the path begins with data', async (merchant) => {
    await paid(merchant);
    const { data } = await merchant.stripe.charges.list({
      limit: 1,
      expand: ['data.customer', 'data.balance_transaction'],
    });
    expect(data).toMatchObject([
      { customer: object('customer'), balance_transaction: object('balance_transaction') },
    ]);
  }),
  viaSdk('create and update expand as well', async (merchant) => {
    const made = await charge(merchant, { expand: ['balance_transaction'] });
    expect(made.balance_transaction).toMatchObject({ object: 'balance_transaction' });
    const updated = await merchant.stripe.charges.update(made.id, {
      description: 'x',
      expand: ['balance_transaction'],
    });
    expect(updated.balance_transaction).toMatchObject({ object: 'balance_transaction' });
  }),
  viaSdk('what is null stays null', async (merchant) => {
    const made = await charge(merchant, { expand: ['customer'] });
    expect(made.customer).toBeNull();
  }),
  onTheWire('four levels deep', async (merchant) => {
    const { refund } = await paid(merchant);
    const path = 'charge.balance_transaction.source.customer';
    const { json } = await read(merchant, `/v1/refunds/${refund.id}`, path);
    expect(json.charge.balance_transaction.source.customer).toMatchObject({ object: 'customer' });
  }),
  onTheWire('all three spellings of a list', async (merchant) => {
    const { made } = await paid(merchant);
    for (const spelled of ['expand[]=customer', 'expand[0]=customer', 'expand%5B%5D=customer']) {
      const { json } = await merchant.get(`/v1/charges/${made.id}?${spelled}`);
      expect(json.customer).toMatchObject({ object: 'customer' });
    }
  }),
];

const cannot = (path: string) => ({
  status: 400,
  code: null,
  param: null,
  message: new RegExp(`^This property cannot be expanded \\(${path.replaceAll('.', '\\.')}\\)\\.`),
});

const refused: Case[] = [
  ...['bogus', 'amount', 'metadata', 'customer.bogus', 'id'].map((path) =>
    onTheWire(`charge: ${path} cannot be expanded`, async (merchant) => {
      const { id } = await charge(merchant);
      expectRefused(await merchant.get(`/v1/charges/${id}?expand[]=${path}`), cannot(path));
    }),
  ),
  onTheWire('lists: a path without data is refused, with the hint', async (merchant) => {
    const answer = await merchant.get('/v1/charges?expand[]=customer');
    const { message } = expectRefused(answer, cannot('customer'));
    expect(message).toContain('data.customer');
  }),
  onTheWire('five levels are too deep', async (merchant) => {
    const { refund } = await paid(merchant);
    const path = 'charge.balance_transaction.source.balance_transaction.source';
    const answer = await merchant.get(`/v1/refunds/${refund.id}?expand[]=${path}`);
    expectRefused(answer, { status: 400 });
  }),
  onTheWire('a bad path on create makes nothing', async (merchant) => {
    const before = await merchant.get('/v1/charges?limit=1');
    const params = { amount: 2000, currency: 'hkd', source: 'tok_visa', expand: ['bogus'] };
    expectRefused(await merchant.post('/v1/charges', params), cannot('bogus'));
    const after = await merchant.get('/v1/charges?limit=1');
    expect(after.json.data[0]?.id).toBe(before.json.data[0]?.id);
  }),
];

export const expansion: Area = { name: 'expansion', cases: [...expanded, ...refused] };

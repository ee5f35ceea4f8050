// The official SDK, unmodified, against the edge.
import { eventually } from '@ledgerway/testing';
import Stripe from 'stripe';
import { startGatewayUnderTest, type GatewayUnderTest } from './under-test/gateway-under-test.js';

let gateway: GatewayUnderTest;
const sdk = (key = gateway.credentials.secret_key, options: Stripe.StripeConfig = {}) =>
  new Stripe(key, {
    host: '127.0.0.1',
    port: gateway.port,
    protocol: 'http',
    telemetry: false,
    ...options,
  });
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway?.stop());

const sale = { amount: 2000, currency: 'hkd', source: 'tok_visa' } as const;

describe('the official SDK', () => {
  it('makes, reads, updates, captures, refunds and lists charges', async () => {
    const stripe = sdk();
    const charge = await stripe.charges.create({
      ...sale,
      capture: false,
      metadata: { 'a b': 'c&d' },
      expand: ['customer'],
    });
    expect(charge.metadata).toEqual({ 'a b': 'c&d' });
    expect(charge.lastResponse.requestId).toMatch(/^req_/);
    expect((await stripe.charges.capture(charge.id, { amount: 1500 })).amount_captured).toBe(1500);
    expect((await stripe.charges.update(charge.id, { description: 'x' })).description).toBe('x');
    const refund = await stripe.refunds.create({ charge: charge.id, amount: 500 });
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ amount: 500 });
    const read = await stripe.charges.retrieve(charge.id, { expand: ['balance_transaction'] });
    expect(read.balance_transaction).toMatchObject({ object: 'balance_transaction' });
    const listed: string[] = [];
    for await (const { id } of stripe.charges.list({ limit: 1 })) listed.push(id);
    expect(listed).toEqual([charge.id]);
  });

  it('throws what the contract promises', async () => {
    const stripe = sdk();
    const declined = { ...sale, source: 'tok_chargeDeclined' };
    await expect(stripe.charges.create(declined)).rejects.toMatchObject({
      type: 'StripeCardError',
      code: 'card_declined',
      statusCode: 402,
    });
    await expect(stripe.charges.retrieve('ch_x')).rejects.toMatchObject({
      type: 'StripeInvalidRequestError',
      code: 'resource_missing',
    });
    await expect(sdk('sk_test_unknown').charges.list()).rejects.toMatchObject({
      type: 'StripeAuthenticationError',
    });
    await expect(
      stripe.paymentIntents.create({ amount: 1, currency: 'hkd' }),
    ).rejects.toMatchObject({
      type: 'StripeInvalidRequestError',
      code: 'amount_too_small',
    });
    await expect(stripe.products.list()).rejects.toMatchObject({
      type: 'StripeInvalidRequestError',
      statusCode: 404,
    });
  });

  it('gets one charge for one key, and an error for a key used otherwise', async () => {
    const stripe = sdk();
    const options = { idempotencyKey: 'order-1' };
    const [one, two] = await Promise.all([
      stripe.charges.create(sale, options),
      stripe.charges.create(sale, options),
    ]);
    expect(two.id).toBe(one.id);
    const other = stripe.charges.create({ ...sale, amount: 3000 }, options);
    await expect(other).rejects.toMatchObject({ type: 'StripeIdempotencyError' });
  });

  it('gets its answer by its own retries when the first attempt timed out', async () => {
    gateway.payments.silent = true;
    const before = gateway.payments.commands.length;
    const charge = sdk(undefined, { maxNetworkRetries: 2 }).charges.create(sale);
    await eventually(() => expect(gateway.payments.commands.length).toBe(before + 1));
    gateway.payments.silent = false;
    expect((await charge).status).toBe('succeeded');
    const [first, second] = gateway.payments.commands.slice(before);
    expect(second!.id).toBe(first!.id);
  });

  it('manages tokens, endpoints, balance, events and its account', async () => {
    const stripe = sdk();
    const card = { number: '4242424242424242', exp_month: '5', exp_year: '2031', cvc: '314' };
    const token = await sdk(gateway.credentials.publishable_key).tokens.create({ card });
    expect((await stripe.charges.create({ ...sale, source: token.id })).paid).toBe(true);
    const endpoint = await stripe.webhookEndpoints.create({
      url: 'https://shop.example/hook',
      enabled_events: ['*'],
    });
    expect((await stripe.webhookEndpoints.del(endpoint.id)).deleted).toBe(true);
    expect((await stripe.balance.retrieve()).pending[0]!.amount).toBe(2000);
    expect((await stripe.events.list({ types: ['charge.succeeded'], limit: 1 })).data).toEqual([]);
    expect((await stripe.accounts.retrieveCurrent()).id).toBe(gateway.credentials.account);
  });
});

import { onTheWire, viaSdk, type Area, type Case } from '../case.js';
import type { Merchant } from '../merchant.js';
import { expectRefusal, expectRefused } from '../refusals.js';
import { confirmed, customer } from '../resources.js';

const number = '4242424242424242';
const details = { number, exp_month: 12, exp_year: 2034, cvc: '314' };
const billing = { name: 'Ada', email: 'ada@example.com' };

const method = ({ stripe }: Merchant, params: object = {}) =>
  stripe.paymentMethods.create({ type: 'card', card: details, ...params });

const made: Case[] = [
  viaSdk('create from a card', async (merchant) => {
    const created = await method(merchant, { billing_details: billing, metadata: { a: 'b' } });
    expect(created).toMatchObject({
      object: 'payment_method',
      id: expect.stringMatching(/^pm_/),
      billing_details: { ...billing, phone: null },
      card: { brand: 'visa', exp_month: 12, exp_year: 2034, funding: 'credit', last4: '4242' },
      customer: null,
      livemode: false,
      metadata: { a: 'b' },
      type: 'card',
    });
    expect(JSON.stringify(created)).not.toContain(number);
  }),
  viaSdk('create from a token', async (merchant) => {
    const created = await method(merchant, { card: { token: 'tok_mastercard' } });
    expect(created).toMatchObject({ card: { brand: 'mastercard', last4: '4444' } });
  }),
  viaSdk('retrieve gives what create gave', async (merchant) => {
    const { lastResponse: _made, ...created } = await method(merchant);
    const { lastResponse: _read, ...read } = await merchant.stripe.paymentMethods.retrieve(
      created.id,
    );
    expect(read).toEqual(created);
  }),
  viaSdk('the well-known names make a fresh method each', async (merchant) => {
    const { id } = await customer(merchant);
    const { paymentMethods } = merchant.stripe;
    const first = await paymentMethods.attach('pm_card_visa', { customer: id });
    const second = await paymentMethods.attach('pm_card_visa', { customer: id });
    expect(first.id).toMatch(/^pm_[A-Za-z0-9]+$/);
    expect(second.id).not.toBe(first.id);
  }),
  viaSdk('update: billing details, expiry and metadata', async (merchant) => {
    const { id: payer } = await customer(merchant);
    const { paymentMethods } = merchant.stripe;
    const { id } = await paymentMethods.attach('pm_card_visa', { customer: payer });
    const updated = await paymentMethods.update(id, {
      billing_details: { name: 'Grace' },
      card: { exp_month: 11, exp_year: 2035 },
      metadata: { a: '1' },
    });
    expect(updated).toMatchObject({
      billing_details: { name: 'Grace' },
      card: { exp_month: 11, exp_year: 2035 },
      metadata: { a: '1' },
    });
  }),
  viaSdk('attach, list both ways, detach', async (merchant) => {
    const { id: payer } = await customer(merchant);
    const { id } = await method(merchant);
    const { paymentMethods, customers } = merchant.stripe;
    expect(await paymentMethods.attach(id, { customer: payer })).toMatchObject({ customer: payer });
    const listed = await paymentMethods.list({ customer: payer, type: 'card' });
    expect(listed.data.map((one) => one.id)).toEqual([id]);
    const ofCustomer = await customers.listPaymentMethods(payer, { type: 'card' });
    expect(ofCustomer.data.map((one) => one.id)).toEqual([id]);
    expect(await paymentMethods.detach(id)).toMatchObject({ id, customer: null });
    expect((await paymentMethods.list({ customer: payer, type: 'card' })).data).toEqual([]);
  }),
  viaSdk('an attached method is charged again and again, off session too', async (merchant) => {
    const { id: payer } = await customer(merchant);
    const { id } = await merchant.stripe.paymentMethods.attach('pm_card_visa', { customer: payer });
    for (const off_session of [false, true]) {
      const paid = await confirmed(merchant, { customer: payer, payment_method: id, off_session });
      expect(paid).toMatchObject({ status: 'succeeded', customer: payer, payment_method: id });
    }
  }),
  viaSdk('a customer created with a method has it', async (merchant) => {
    const { id } = await method(merchant);
    const { id: payer } = await customer(merchant, {
      payment_method: id,
      invoice_settings: { default_payment_method: id },
    });
    expect(await merchant.stripe.paymentMethods.retrieve(id)).toMatchObject({ customer: payer });
    expect(await merchant.stripe.customers.retrieve(payer)).toMatchObject({
      invoice_settings: { default_payment_method: id },
    });
  }),
  viaSdk('setup_future_usage with a customer attaches what paid', async (merchant) => {
    const { id: payer } = await customer(merchant);
    const paid = await confirmed(merchant, {
      customer: payer,
      setup_future_usage: 'off_session',
    });
    const { data } = await merchant.stripe.paymentMethods.list({ customer: payer, type: 'card' });
    expect(data.map((one) => one.id)).toEqual([paid.payment_method]);
  }),
];

const refused: Case[] = [
  viaSdk('used once without a customer, a method is burnt', async (merchant) => {
    const { id } = await method(merchant);
    expect((await confirmed(merchant, { payment_method: id })).status).toBe('succeeded');
    await expectRefusal(confirmed(merchant, { payment_method: id }), { status: 400 });
    const { id: payer } = await customer(merchant);
    const attach = merchant.stripe.paymentMethods.attach(id, { customer: payer });
    await expectRefusal(attach, { status: 400 });
  }),
  viaSdk('detached, a method is burnt', async (merchant) => {
    const { id: payer } = await customer(merchant);
    const { paymentMethods } = merchant.stripe;
    const { id } = await paymentMethods.attach('pm_card_visa', { customer: payer });
    await paymentMethods.detach(id);
    await expectRefusal(paymentMethods.attach(id, { customer: payer }), { status: 400 });
  }),
  viaSdk('attach: a card that declines', async (merchant) => {
    const { id: payer } = await customer(merchant);
    const call = merchant.stripe.paymentMethods.attach('pm_card_chargeDeclined', {
      customer: payer,
    });
    await expectRefusal(call, { status: 402, code: 'card_declined' });
    const { data } = await merchant.stripe.paymentMethods.list({ customer: payer, type: 'card' });
    expect(data).toEqual([]);
  }),
  viaSdk('attach: an unknown customer', (merchant) =>
    expectRefusal(
      merchant.stripe.paymentMethods.attach('pm_card_visa', { customer: 'cus_nothing' }),
      {
        status: 400,
        code: 'resource_missing',
        param: 'customer',
        message: "No such customer: 'cus_nothing'",
      },
    ),
  ),
  viaSdk('attach: no customer', (merchant) =>
    expectRefusal(
      merchant.stripe.paymentMethods.attach('pm_card_visa', {} as { customer: string }),
      { status: 400, code: 'parameter_missing', param: 'customer' },
    ),
  ),
  viaSdk('detach: what is not attached', async (merchant) => {
    const { id } = await method(merchant);
    await expectRefusal(merchant.stripe.paymentMethods.detach(id), { status: 400 });
  }),
  viaSdk('retrieve: an unknown id', ({ stripe }) =>
    expectRefusal(stripe.paymentMethods.retrieve('pm_nothing'), {
      status: 404,
      code: 'resource_missing',
      message: /^No such (payment_method|PaymentMethod): 'pm_nothing'/i,
    }),
  ),
  viaSdk('create: no type', ({ stripe }) =>
    expectRefusal(stripe.paymentMethods.create({ card: details } as object), {
      status: 400,
      code: 'parameter_missing',
      param: 'type',
    }),
  ),
  viaSdk('create: a wrong check digit', (merchant) =>
    expectRefusal(method(merchant, { card: { ...details, number: '4242424242424241' } }), {
      status: 402,
      code: 'incorrect_number',
    }),
  ),
  viaSdk('create: an unknown token', (merchant) =>
    expectRefusal(method(merchant, { card: { token: 'tok_nothing' } }), {
      status: 400,
      code: 'resource_missing',
    }),
  ),
  onTheWire('a publishable key may create a method, and nothing else with it', async (merchant) => {
    const options = { key: merchant.keys.publishable };
    const params = { type: 'card', card: details };
    const { status, json } = await merchant.post('/v1/payment_methods', params, options);
    expect(status).toBe(200);
    const refusal = { status: 401, message: /publishable API key/ };
    expectRefused(await merchant.get('/v1/payment_methods', options), refusal);
    expectRefused(
      await merchant.post(`/v1/payment_methods/${json.id}/detach`, {}, options),
      refusal,
    );
  }),
];

export const paymentMethods: Area = { name: 'payment methods', cases: [...made, ...refused] };

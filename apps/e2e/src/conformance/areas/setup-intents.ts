import { viaSdk, type Area, type Case } from '../case.js';
import { expectEvents } from '../events.js';
import type { Merchant } from '../merchant.js';
import { expectRefusal } from '../refusals.js';
import { confirmed, customer } from '../resources.js';

const setup = ({ stripe }: Merchant, params: object = {}) =>
  stripe.setupIntents.create({
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    ...params,
  });

const cases: Case[] = [
  viaSdk('create: waits for a method', async (merchant) => {
    const made = await setup(merchant, { description: 'save', metadata: { a: 'b' } });
    expect(made).toMatchObject({
      object: 'setup_intent',
      id: expect.stringMatching(/^seti_/),
      customer: null,
      description: 'save',
      last_setup_error: null,
      livemode: false,
      metadata: { a: 'b' },
      next_action: null,
      payment_method: null,
      status: 'requires_payment_method',
      usage: 'off_session',
    });
    expect(made.client_secret).toMatch(new RegExp(`^${made.id}_secret_`));
    await expectEvents(merchant, made.id, ['setup_intent.created']);
  }),
  viaSdk('create and confirm: the method belongs to the customer', async (merchant) => {
    const { id: payer } = await customer(merchant);
    const made = await setup(merchant, {
      customer: payer,
      payment_method: 'pm_card_visa',
      confirm: true,
    });
    expect(made).toMatchObject({ status: 'succeeded', customer: payer });
    const { data } = await merchant.stripe.paymentMethods.list({ customer: payer, type: 'card' });
    expect(data.map(({ id }) => id)).toEqual([made.payment_method]);
  }),
  viaSdk('confirm later', async (merchant) => {
    const { id: payer } = await customer(merchant);
    const { id } = await setup(merchant, { customer: payer });
    const confirmation = merchant.stripe.setupIntents.confirm(id, {
      payment_method: 'pm_card_visa',
    });
    expect(await confirmation).toMatchObject({ status: 'succeeded' });
    await expectEvents(merchant, id, ['setup_intent.created', 'setup_intent.succeeded']);
  }),
  viaSdk('a card that declines', async (merchant) => {
    const { id } = await setup(merchant);
    const { setupIntents } = merchant.stripe;
    const call = setupIntents.confirm(id, { payment_method: 'pm_card_chargeDeclined' });
    const error = await expectRefusal(call, { status: 402, code: 'card_declined' });
    expect(error.setup_intent).toMatchObject({ id, status: 'requires_payment_method' });
    expect(await setupIntents.retrieve(id)).toMatchObject({
      status: 'requires_payment_method',
      payment_method: null,
      last_setup_error: { code: 'card_declined' },
    });
  }),
  viaSdk('a card that asks its owner', async (merchant) => {
    const { id: payer } = await customer(merchant);
    const made = await setup(merchant, {
      customer: payer,
      automatic_payment_methods: { enabled: true },
      payment_method: 'pm_card_authenticationRequiredOnSetup',
      confirm: true,
      return_url: 'https://shop.example/back',
    });
    expect(made).toMatchObject({
      status: 'requires_action',
      next_action: { type: 'redirect_to_url', redirect_to_url: { url: expect.any(String) } },
    });
    const path = `/v1/test_helpers/setup_intents/${made.id}/authenticate`;
    expect(await merchant.post(path, { outcome: 'succeeded' })).toMatchObject({ status: 200 });
    const done = await merchant.stripe.setupIntents.retrieve(made.id);
    expect(done.status).toBe('succeeded');
    const paid = await confirmed(merchant, {
      customer: payer,
      payment_method: done.payment_method,
      off_session: true,
    });
    expect(paid.status).toBe('succeeded');
  }),
  viaSdk('update, cancel and list', async (merchant) => {
    const { id: payer } = await customer(merchant);
    const { id } = await setup(merchant, { customer: payer });
    const { setupIntents } = merchant.stripe;
    expect(await setupIntents.update(id, { metadata: { a: '1' } })).toMatchObject({
      metadata: { a: '1' },
    });
    expect(await setupIntents.cancel(id)).toMatchObject({ status: 'canceled' });
    const { data } = await setupIntents.list({ customer: payer });
    expect(data.map((one) => one.id)).toEqual([id]);
    await expectEvents(merchant, id, ['setup_intent.created', 'setup_intent.canceled']);
  }),
  viaSdk('cancel what is over', async (merchant) => {
    const { id } = await setup(merchant, { payment_method: 'pm_card_visa', confirm: true });
    const error = await expectRefusal(merchant.stripe.setupIntents.cancel(id), {
      status: 400,
      code: 'setup_intent_unexpected_state',
    });
    expect(error.setup_intent).toMatchObject({ id, status: 'succeeded' });
  }),
  viaSdk('an unknown id', ({ stripe }) =>
    expectRefusal(stripe.setupIntents.retrieve('seti_nothing'), {
      status: 404,
      code: 'resource_missing',
      message: /^No such setup_?intent: 'seti_nothing'/i,
    }),
  ),
];

export const setupIntents: Area = { name: 'setup intents', cases };

import { viaSdk, type Area, type Case } from '../case.js';
import { expectEvents } from '../events.js';
import { expectRefusal } from '../refusals.js';
import { confirmed, customer, intent } from '../resources.js';

const created: Case[] = [
  viaSdk('create: waits for a method', async (merchant) => {
    const made = await intent(merchant, { description: 'tea', metadata: { order: '7' } });
    expect(made).toMatchObject({
      object: 'payment_intent',
      id: expect.stringMatching(/^pi_/),
      amount: 2000,
      amount_capturable: 0,
      amount_received: 0,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      canceled_at: null,
      cancellation_reason: null,
      capture_method: 'automatic_async',
      confirmation_method: 'automatic',
      currency: 'hkd',
      customer: null,
      description: 'tea',
      last_payment_error: null,
      latest_charge: null,
      livemode: false,
      metadata: { order: '7' },
      next_action: null,
      payment_method: null,
      payment_method_types: expect.arrayContaining(['card']),
      setup_future_usage: null,
      status: 'requires_payment_method',
    });
    expect(made.client_secret).toMatch(new RegExp(`^${made.id}_secret_[A-Za-z0-9]+$`));
    expect(made).not.toHaveProperty('charges');
    await expectEvents(merchant, made.id, ['payment_intent.created']);
  }),
  viaSdk('create with a method: waits for confirmation', async (merchant) => {
    const made = await intent(merchant, { payment_method: 'pm_card_visa' });
    expect(made.status).toBe('requires_confirmation');
    expect(made.payment_method).toMatch(/^pm_/);
    expect(made.payment_method).not.toBe('pm_card_visa');
  }),
  viaSdk('create and confirm: paid, with a charge of its own', async (merchant) => {
    const made = await confirmed(merchant);
    expect(made).toMatchObject({
      status: 'succeeded',
      amount_received: 2000,
      latest_charge: expect.stringMatching(/^ch_/),
      last_payment_error: null,
    });
    const charge = await merchant.stripe.charges.retrieve(made.latest_charge as string);
    expect(charge).toMatchObject({
      amount: 2000,
      captured: true,
      payment_intent: made.id,
      payment_method: made.payment_method,
      source: null,
    });
    await expectEvents(merchant, made.id, [
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
    ]);
  }),
  viaSdk('confirm with a method', async (merchant) => {
    const { id } = await intent(merchant);
    const paid = await merchant.stripe.paymentIntents.confirm(id, {
      payment_method: 'pm_card_visa',
    });
    expect(paid.status).toBe('succeeded');
  }),
  viaSdk('retrieve gives what create gave', async (merchant) => {
    const { lastResponse: _made, ...made } = await confirmed(merchant);
    const { lastResponse: _read, ...read } = await merchant.stripe.paymentIntents.retrieve(made.id);
    expect(read).toEqual(made);
  }),
  viaSdk('create: payment_method_data makes a method on the way', async (merchant) => {
    const made = await confirmed(merchant, {
      payment_method: undefined,
      payment_method_data: {
        type: 'card',
        card: { token: 'tok_mastercard' },
        billing_details: { name: 'Ada' },
      },
    });
    expect(made.status).toBe('succeeded');
    const method = await merchant.stripe.paymentMethods.retrieve(made.payment_method as string);
    expect(method).toMatchObject({
      card: { brand: 'mastercard' },
      billing_details: { name: 'Ada' },
    });
  }),
  ...['payment_method_types', 'allowed_payment_method_types'].map((spelling) =>
    viaSdk(`create: ${spelling} is accepted and returned`, async (merchant) => {
      const made = await intent(merchant, {
        automatic_payment_methods: undefined,
        [spelling]: ['card', 'alipay'],
      });
      expect(made).toMatchObject({ payment_method_types: ['card', 'alipay'] });
      if (spelling.startsWith('allowed')) expect(made).toHaveProperty(spelling, ['card', 'alipay']);
    }),
  ),
  viaSdk('create: every documented parameter is accepted', async (merchant) => {
    const { id: payer } = await customer(merchant);
    const made = await intent(merchant, {
      customer: payer,
      capture_method: 'manual',
      confirmation_method: 'automatic',
      setup_future_usage: 'off_session',
      payment_method_options: { card: { request_three_d_secure: 'automatic' } },
      description: 'd',
      receipt_email: 'ada@example.com',
      shipping: { name: 'Ada', address: { line1: '1 Pier Road' } },
      statement_descriptor_suffix: 'TEA',
      transfer_group: 'g1',
      use_stripe_sdk: true,
      expand: ['customer'],
    });
    expect(made).toMatchObject({
      customer: { id: payer },
      capture_method: 'manual',
      setup_future_usage: 'off_session',
      receipt_email: 'ada@example.com',
      shipping: { name: 'Ada' },
      statement_descriptor_suffix: 'TEA',
      transfer_group: 'g1',
    });
  }),
  viaSdk('a declined intent takes another method and is paid', async (merchant) => {
    const { id } = await intent(merchant);
    const { paymentIntents } = merchant.stripe;
    const declined = paymentIntents.confirm(id, { payment_method: 'pm_card_chargeDeclined' });
    const { charge: failed } = await expectRefusal(declined, {
      status: 402,
      code: 'card_declined',
    });
    const paid = await paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
    expect(paid).toMatchObject({ status: 'succeeded', last_payment_error: null });
    expect(paid.latest_charge).not.toBe(failed);
    const { data } = await merchant.stripe.charges.list({ payment_intent: id });
    expect(data.map(({ status }) => status)).toEqual(['succeeded', 'failed']);
    await expectEvents(merchant, id, [
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
      'charge.succeeded',
      'payment_intent.succeeded',
    ]);
  }),
];

const captures: Case[] = [
  viaSdk('manual capture: reserved, then captured', async (merchant) => {
    const made = await confirmed(merchant, { capture_method: 'manual' });
    expect(made).toMatchObject({
      status: 'requires_capture',
      amount_capturable: 2000,
      amount_received: 0,
    });
    const captured = await merchant.stripe.paymentIntents.capture(made.id);
    expect(captured).toMatchObject({
      status: 'succeeded',
      amount_capturable: 0,
      amount_received: 2000,
    });
    await expectEvents(merchant, made.id, [
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.amount_capturable_updated',
      'charge.captured',
      'payment_intent.succeeded',
    ]);
  }),
  viaSdk('capture in part: the rest is given back', async (merchant) => {
    const { id, latest_charge: charge } = await confirmed(merchant, { capture_method: 'manual' });
    const captured = await merchant.stripe.paymentIntents.capture(id, { amount_to_capture: 1500 });
    expect(captured).toMatchObject({ status: 'succeeded', amount: 2000, amount_received: 1500 });
    expect(await merchant.stripe.charges.retrieve(charge as string)).toMatchObject({
      captured: true,
      amount_captured: 1500,
    });
  }),
  ...(
    [
      [2001, { code: 'amount_too_large' }],
      [0, { code: 'parameter_invalid_integer', param: 'amount' }],
      [-1, { param: 'amount_to_capture', message: /Invalid non-negative integer/ }],
    ] as const
  ).map(([amount, refusal]) =>
    viaSdk(`capture of ${amount}`, async (merchant) => {
      const { id } = await confirmed(merchant, { capture_method: 'manual' });
      const call = merchant.stripe.paymentIntents.capture(id, { amount_to_capture: amount });
      await expectRefusal(call, { status: 400, ...refusal });
    }),
  ),
  viaSdk('a charge that an intent owns is not captured by itself', async (merchant) => {
    const { id, latest_charge: charge } = await confirmed(merchant, { capture_method: 'manual' });
    await expectRefusal(merchant.stripe.charges.capture(charge as string), {
      status: 400,
      code: null,
      message: new RegExp(id),
    });
  }),
];

const changes: Case[] = [
  viaSdk('update: amount, currency and texts', async (merchant) => {
    const { id } = await intent(merchant);
    const changed = { amount: 3000, description: 'later', metadata: { a: '1' } };
    expect(await merchant.stripe.paymentIntents.update(id, changed)).toMatchObject(changed);
  }),
  viaSdk('update: metadata and description in any status', async (merchant) => {
    const paid = await confirmed(merchant);
    const reserved = await confirmed(merchant, { capture_method: 'manual' });
    const canceled = await merchant.stripe.paymentIntents.cancel((await intent(merchant)).id);
    const changed = { description: 'later', metadata: { a: '1' } };
    for (const { id } of [paid, reserved, canceled])
      expect(await merchant.stripe.paymentIntents.update(id, changed)).toMatchObject(changed);
  }),
  ...(['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned'] as const).map((reason) =>
    viaSdk(`cancel: ${reason}`, async (merchant) => {
      const { id } = await intent(merchant);
      const canceled = await merchant.stripe.paymentIntents.cancel(id, {
        cancellation_reason: reason,
      });
      expect(canceled).toMatchObject({
        status: 'canceled',
        cancellation_reason: reason,
        canceled_at: expect.any(Number),
      });
      await expectEvents(merchant, id, ['payment_intent.created', 'payment_intent.canceled']);
    }),
  ),
  viaSdk('cancel: a reason that is none', async (merchant) => {
    const { id } = await intent(merchant);
    const call = merchant.stripe.paymentIntents.cancel(id, {
      cancellation_reason: 'rain' as 'duplicate',
    });
    await expectRefusal(call, { status: 400, param: 'cancellation_reason' });
  }),
  viaSdk('cancel: what was reserved is given back', async (merchant) => {
    const { id, latest_charge: charge } = await confirmed(merchant, { capture_method: 'manual' });
    const canceled = await merchant.stripe.paymentIntents.cancel(id);
    expect(canceled).toMatchObject({ status: 'canceled', amount_capturable: 0 });
    expect(await merchant.stripe.charges.retrieve(charge as string)).toMatchObject({
      captured: false,
      refunded: true,
    });
  }),
  viaSdk('list: by customer, newest first', async (merchant) => {
    const { id: payer } = await customer(merchant);
    const [first, second] = [
      await intent(merchant, { customer: payer }),
      await intent(merchant, { customer: payer }),
    ];
    const { data } = await merchant.stripe.paymentIntents.list({ customer: payer });
    expect(data.map(({ id }) => id)).toEqual([second.id, first.id]);
  }),
];

export const paymentIntents: Area = {
  name: 'payment intents',
  cases: [...created, ...captures, ...changes],
};

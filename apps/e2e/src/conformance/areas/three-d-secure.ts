import { viaSdk, type Area, type Case } from '../case.js';
import { expectEvents } from '../events.js';
import type { Merchant } from '../merchant.js';
import { expectRefusal } from '../refusals.js';
import { charge, confirmed, customer, helper } from '../resources.js';

const back = 'https://shop.example/back';

/** Confirms with a card whose issuer may want to see its owner. */
const challenged = (merchant: Merchant, name: string, params: object = {}) =>
  confirmed(merchant, {
    automatic_payment_methods: { enabled: true },
    payment_method: `pm_card_${name}`,
    return_url: back,
    ...params,
  });

const authenticate = (merchant: Merchant, id: string, outcome: 'succeeded' | 'failed') =>
  helper(merchant, id, 'authenticate', { outcome });

const always = 'authenticationRequired';

const challenges: Case[] = [
  viaSdk('with a return_url: requires_action, a page, and no charge yet', async (merchant) => {
    const made = await challenged(merchant, 'threeDSecure2Required');
    expect(made).toMatchObject({
      status: 'requires_action',
      latest_charge: null,
      next_action: {
        type: 'redirect_to_url',
        redirect_to_url: { return_url: back, url: expect.stringMatching(/^http/) },
      },
    });
    const { data } = await merchant.stripe.charges.list({ payment_intent: made.id });
    expect(data).toEqual([]);
    await expectEvents(merchant, made.id, [
      'payment_intent.created',
      'payment_intent.requires_action',
    ]);
  }),
  viaSdk('without a return_url: use_stripe_sdk', async (merchant) => {
    const made = await confirmed(merchant, { payment_method: `pm_card_${always}` });
    expect(made).toMatchObject({
      status: 'requires_action',
      next_action: { type: 'use_stripe_sdk' },
    });
  }),
  viaSdk('completed: paid, with the proof in the charge', async (merchant) => {
    const { id } = await challenged(merchant, always);
    expect(await authenticate(merchant, id, 'succeeded')).toMatchObject({ status: 200 });
    const paid = await merchant.stripe.paymentIntents.retrieve(id);
    expect(paid).toMatchObject({ status: 'succeeded', next_action: null, amount_received: 2000 });
    const made = await merchant.stripe.charges.retrieve(paid.latest_charge as string);
    expect(made.payment_method_details?.card?.three_d_secure).toMatchObject({
      result: 'authenticated',
    });
    await expectEvents(merchant, id, [
      'payment_intent.created',
      'payment_intent.requires_action',
      'charge.succeeded',
      'payment_intent.succeeded',
    ]);
  }),
  viaSdk('completed, with manual capture: reserved', async (merchant) => {
    const { id } = await challenged(merchant, always, { capture_method: 'manual' });
    await authenticate(merchant, id, 'succeeded');
    const reserved = await merchant.stripe.paymentIntents.retrieve(id);
    expect(reserved).toMatchObject({ status: 'requires_capture', amount_capturable: 2000 });
  }),
  viaSdk('failed: another method is asked for', async (merchant) => {
    const { id } = await challenged(merchant, always);
    await authenticate(merchant, id, 'failed');
    expect(await merchant.stripe.paymentIntents.retrieve(id)).toMatchObject({
      status: 'requires_payment_method',
      payment_method: null,
      next_action: null,
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    });
    const paid = await merchant.stripe.paymentIntents.confirm(id, {
      payment_method: 'pm_card_visa',
      return_url: back,
    });
    expect(paid.status).toBe('succeeded');
    await expectEvents(merchant, id, [
      'payment_intent.created',
      'payment_intent.requires_action',
      'payment_intent.payment_failed',
      'charge.succeeded',
      'payment_intent.succeeded',
    ]);
  }),
  ...(
    [
      ['authenticationRequiredChargeDeclined', 'generic_decline'],
      ['authenticationRequiredChargeDeclinedInsufficientFunds', 'insufficient_funds'],
    ] as const
  ).map(([name, decline_code]) =>
    viaSdk(`${name}: authenticated, then declined`, async (merchant) => {
      const { id } = await challenged(merchant, name);
      await authenticate(merchant, id, 'succeeded');
      expect(await merchant.stripe.paymentIntents.retrieve(id)).toMatchObject({
        status: 'requires_payment_method',
        last_payment_error: { code: 'card_declined', decline_code },
      });
    }),
  ),
  viaSdk('supported but not required: paid at once', async (merchant) => {
    const paid = await challenged(merchant, 'threeDSecureOptional');
    expect(paid.status).toBe('succeeded');
  }),
  viaSdk(
    'the issuer’s service is broken: the challenge ends in a processing error',
    async (merchant) => {
      const { id } = await challenged(merchant, 'threeDSecureProcessingError');
      await authenticate(merchant, id, 'succeeded');
      expect(await merchant.stripe.paymentIntents.retrieve(id)).toMatchObject({
        status: 'requires_payment_method',
        last_payment_error: { code: 'processing_error' },
      });
    },
  ),
];

const refusals: Case[] = [
  viaSdk('off session: authentication_required, and no charge', async (merchant) => {
    const { id: payer } = await customer(merchant);
    const method = await merchant.stripe.paymentMethods.attach(`pm_card_${always}`, {
      customer: payer,
    });
    const call = confirmed(merchant, {
      customer: payer,
      payment_method: method.id,
      off_session: true,
    });
    const error = await expectRefusal(call, {
      status: 402,
      code: 'authentication_required',
      declineCode: 'authentication_required',
    });
    expect(error.charge).toBeUndefined();
    expect(error.payment_intent).toMatchObject({ status: 'requires_payment_method' });
    expect(error.payment_method).toMatchObject({ id: method.id });
  }),
  viaSdk('error_on_requires_action', async (merchant) => {
    const call = challenged(merchant, always, { error_on_requires_action: true });
    await expectRefusal(call, { status: 402, code: 'authentication_required' });
  }),
  ...['threeDSecure2Required', always].map((name) =>
    viaSdk(`a legacy charge of tok_${name}`, (merchant) =>
      expectRefusal(charge(merchant, { source: `tok_${name}` }), {
        status: 402,
        code: 'authentication_required',
        declineCode: 'authentication_required',
      }),
    ),
  ),
  viaSdk('authenticate what waits for nothing', async (merchant) => {
    const { id } = await confirmed(merchant);
    const answer = await authenticate(merchant, id, 'succeeded');
    expect(answer.status).toBe(400);
  }),
  viaSdk('a card that is set up needs no second challenge off session', async (merchant) => {
    const { id: payer } = await customer(merchant);
    const { id } = await challenged(merchant, 'authenticationRequiredOnSetup', {
      customer: payer,
      setup_future_usage: 'off_session',
    });
    await authenticate(merchant, id, 'succeeded');
    const first = await merchant.stripe.paymentIntents.retrieve(id);
    expect(first.status).toBe('succeeded');
    const second = await confirmed(merchant, {
      customer: payer,
      payment_method: first.payment_method,
      off_session: true,
    });
    expect(second.status).toBe('succeeded');
  }),
];

export const threeDSecure: Area = { name: '3-D Secure', cases: [...challenges, ...refusals] };

// Every status against every operation, as the contract's table has them.
import type Stripe from 'stripe';
import { viaSdk, type Area, type Case } from '../case.js';
import type { Merchant } from '../merchant.js';
import { expectRefusal } from '../refusals.js';
import { byWallet, confirmed, helper, intent } from '../resources.js';

type Status = Stripe.PaymentIntent.Status;
type Outcome = 'ok' | 'unexpected state' | 'no successful charge' | 'cancel instead';
type Operation = 'confirm' | 'capture' | 'cancel' | 'update the amount' | 'refund';

const back = 'https://shop.example/back';

/** An intent that has just come to the status. */
const inStatus: Partial<Record<Status, (merchant: Merchant) => Promise<string>>> = {
  requires_payment_method: async (merchant) => (await intent(merchant)).id,
  requires_confirmation: async (merchant) =>
    (await intent(merchant, { payment_method: 'pm_card_visa' })).id,
  requires_action: async (merchant) => {
    const method = { payment_method: 'pm_card_authenticationRequired', return_url: back };
    return (await confirmed(merchant, { automatic_payment_methods: { enabled: true }, ...method }))
      .id;
  },
  processing: async (merchant) => {
    const { id } = await intent(merchant, byWallet('alipay'));
    await helper(merchant, id, 'complete_redirect', { outcome: 'processing' });
    return id;
  },
  requires_capture: async (merchant) =>
    (await confirmed(merchant, { capture_method: 'manual' })).id,
  succeeded: async (merchant) => (await confirmed(merchant)).id,
  canceled: async (merchant) => {
    const { id } = await intent(merchant);
    return (await merchant.stripe.paymentIntents.cancel(id)).id;
  },
};

const operations: Record<Operation, (stripe: Stripe, id: string) => Promise<unknown>> = {
  confirm: ({ paymentIntents }, id) =>
    paymentIntents.confirm(id, { payment_method: 'pm_card_visa', return_url: back }),
  capture: ({ paymentIntents }, id) => paymentIntents.capture(id),
  cancel: ({ paymentIntents }, id) => paymentIntents.cancel(id),
  'update the amount': ({ paymentIntents }, id) => paymentIntents.update(id, { amount: 2500 }),
  refund: ({ refunds }, id) => refunds.create({ payment_intent: id }),
};

const bad = 'unexpected state';
const unpaid = 'no successful charge';
/** The outcomes of confirm, capture, cancel, update and refund. */
const matrix: readonly (readonly [Status, ...Outcome[]])[] = [
  ['requires_payment_method', 'ok', bad, 'ok', 'ok', unpaid],
  ['requires_confirmation', 'ok', bad, 'ok', 'ok', unpaid],
  ['requires_action', 'ok', bad, 'ok', 'ok', unpaid],
  ['processing', bad, bad, 'ok', bad, unpaid],
  ['requires_capture', bad, 'ok', 'ok', bad, 'cancel instead'],
  ['succeeded', bad, bad, bad, bad, 'ok'],
  ['canceled', bad, bad, bad, bad, unpaid],
];

/** The statuses in which an operation would be allowed: its refusal names them. */
const allowed: Partial<Record<Operation, readonly string[]>> = {
  capture: ['requires_capture'],
  cancel: [
    'requires_payment_method',
    'requires_capture',
    'requires_confirmation',
    'requires_action',
    'processing',
  ],
  'update the amount': ['requires_payment_method', 'requires_confirmation', 'requires_action'],
};

async function expectOutcome(
  call: Promise<unknown>,
  outcome: Outcome,
  of: { id: string; status: Status; operation: Operation },
) {
  if (outcome === 'ok') return void (await call);
  if (outcome === unpaid) {
    const message = `This PaymentIntent (${of.id}) does not have a successful charge to refund.`;
    return void (await expectRefusal(call, { status: 400, code: null, message }));
  }
  if (outcome === 'cancel instead') {
    const message = /must cancel the PaymentIntent/;
    return void (await expectRefusal(call, { status: 400, code: null, message }));
  }
  const code = 'payment_intent_unexpected_state';
  const error = await expectRefusal(call, { status: 400, code });
  expect(error.payment_intent).toMatchObject({
    object: 'payment_intent',
    id: of.id,
    status: of.status,
  });
  if (of.status === 'succeeded' && of.operation === 'capture')
    expect(error.message).toMatch(
      /^The remaining amount on this PaymentIntent could not be captured/,
    );
  else for (const name of allowed[of.operation] ?? []) expect(error.message).toContain(name);
}

const cases: Case[] = matrix.flatMap(([status, ...outcomes]) =>
  outcomes.map((outcome, index) => {
    const operation = Object.keys(operations)[index] as Operation;
    return viaSdk(`${status}: ${operation}: ${outcome}`, async (merchant) => {
      const id = await (inStatus[status] as (merchant: Merchant) => Promise<string>)(merchant);
      expect(await merchant.stripe.paymentIntents.retrieve(id)).toMatchObject({ status });
      await expectOutcome(operations[operation](merchant.stripe, id), outcome, {
        id,
        status,
        operation,
      });
      if (outcome === 'ok') return;
      expect(await merchant.stripe.paymentIntents.retrieve(id)).toMatchObject({ status });
    });
  }),
);

const withoutMethod: Case = viaSdk('confirm without a method', async (merchant) => {
  const { id } = await intent(merchant);
  const error = await expectRefusal(merchant.stripe.paymentIntents.confirm(id), {
    status: 400,
    code: 'payment_intent_unexpected_state',
  });
  expect(error.payment_intent).toMatchObject({ id, status: 'requires_payment_method' });
});

export const paymentIntentMatrix: Area = {
  name: 'payment intents: status and operation',
  cases: [...cases, withoutMethod],
};

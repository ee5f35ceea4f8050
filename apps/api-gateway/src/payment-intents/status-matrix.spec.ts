// Every status against every operation, as the payment contract has them (section 1.7).
import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';
import { back, intentsOf } from '../under-test/intents-under-test.js';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway?.stop());

const { post, create, confirmed, byWallet, retrieve } = intentsOf(() => gateway);
const idOf = async (made: Promise<{ json: { id: string } }>) => (await made).json.id;

/** An intent that has just come to the status. */
const inStatus = {
  requires_payment_method: () => idOf(create()),
  requires_confirmation: () => idOf(create({ payment_method: 'pm_card_visa' })),
  requires_action: () => idOf(confirmed({ payment_method: 'pm_card_authenticationRequired' })),
  processing: async () => {
    const id = await idOf(byWallet('alipay'));
    const helper = `/v1/test_helpers/payment_intents/${id}/complete_redirect`;
    await post(helper, { outcome: 'processing' });
    return id;
  },
  requires_capture: () => idOf(confirmed({ capture_method: 'manual' })),
  succeeded: () => idOf(confirmed()),
  canceled: async () => {
    const id = await idOf(create());
    await post(`/v1/payment_intents/${id}/cancel`);
    return id;
  },
};
type Status = keyof typeof inStatus;

const operations = {
  confirm: (id: string) =>
    post(`/v1/payment_intents/${id}/confirm`, { payment_method: 'pm_card_visa', return_url: back }),
  capture: (id: string) => post(`/v1/payment_intents/${id}/capture`),
  cancel: (id: string) => post(`/v1/payment_intents/${id}/cancel`),
  'update the amount of': (id: string) => post(`/v1/payment_intents/${id}`, { amount: 2500 }),
  refund: (id: string) => post('/v1/refunds', { payment_intent: id }),
};
type Operation = keyof typeof operations;

const only = (statuses: string, may: string) =>
  `Only a PaymentIntent with one of the following statuses may be ${may}: ${statuses}.`;
const cancelable =
  'requires_payment_method, requires_capture, requires_reauthorization, ' +
  'requires_confirmation, requires_action, expired, processing';
const changeable = 'requires_payment_method, requires_confirmation, requires_action';

/** The message of a refusal about the status; none if the operation is allowed. */
const stateRefusals: Partial<Record<Operation, (status: Status) => string>> = {
  confirm: (status) =>
    status === 'succeeded'
      ? 'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.'
      : `You cannot confirm this PaymentIntent because it has a status of ${status}. ` +
        only('requires_confirmation, requires_action', 'confirmed'),
  capture: (status) =>
    status === 'succeeded'
      ? 'The remaining amount on this PaymentIntent could not be captured: it can be captured once only, and it has been captured already.'
      : `This PaymentIntent could not be captured because it has a status of ${status}. ` +
        only('requires_capture', 'captured'),
  cancel: (status) =>
    `You cannot cancel this PaymentIntent because it has a status of ${status}. ` +
    only(cancelable, 'canceled'),
  'update the amount of': (status) =>
    `This PaymentIntent's amount could not be updated because it has a status of ${status}. ` +
    only(changeable, 'updated'),
};

/** What each operation comes to: the status after it, or why it is refused. */
const matrix: readonly (readonly [Status, ...(Status | 'bad' | 'unpaid' | 'cancel')[]])[] = [
  ['requires_payment_method', 'succeeded', 'bad', 'canceled', 'requires_payment_method', 'unpaid'],
  ['requires_confirmation', 'succeeded', 'bad', 'canceled', 'requires_confirmation', 'unpaid'],
  ['requires_action', 'succeeded', 'bad', 'canceled', 'requires_confirmation', 'unpaid'],
  ['processing', 'bad', 'bad', 'canceled', 'bad', 'unpaid'],
  ['requires_capture', 'bad', 'succeeded', 'canceled', 'bad', 'cancel'],
  ['succeeded', 'bad', 'bad', 'bad', 'bad', 'succeeded'],
  ['canceled', 'bad', 'bad', 'bad', 'bad', 'unpaid'],
];
const cells = matrix.flatMap(([status, ...outcomes]) =>
  outcomes.map((outcome, at) => {
    const operation = Object.keys(operations)[at] as Operation;
    return { status, operation, outcome };
  }),
);

describe('a payment intent in a status', () => {
  it.each(cells)('$status: $operation it: $outcome', async ({ status, operation, outcome }) => {
    const id = await inStatus[status]();
    expect((await retrieve(id)).json.status).toBe(status);
    const answer = await operations[operation](id);
    const after = (await retrieve(id)).json;
    if (outcome === 'bad') {
      expect({ status: answer.status, error: answer.json.error }).toMatchObject({
        status: 400,
        error: {
          type: 'invalid_request_error',
          code: 'payment_intent_unexpected_state',
          message: stateRefusals[operation]!(status),
        },
      });
      // The image of a WeChat code aside, the whole intent is there, its secret included.
      expect(answer.json.error.payment_intent).toEqual(after);
      expect(answer.json.error.payment_intent.client_secret).toContain(`${id}_secret_`);
    } else if (outcome === 'unpaid' || outcome === 'cancel') {
      expect(answer.status).toBe(400);
      expect(answer.json.error).not.toHaveProperty('code');
      expect(answer.json.error.message).toMatch(
        outcome === 'unpaid'
          ? `This PaymentIntent (${id}) does not have a successful charge to refund.`
          : /you must cancel the PaymentIntent instead of refunding it/,
      );
    } else {
      expect(answer.status).toBe(200);
      if (operation !== 'refund') expect(answer.json).toEqual(after);
    }
    const unchanged = outcome === 'bad' || outcome === 'unpaid' || outcome === 'cancel';
    expect(after.status).toBe(unchanged ? status : outcome);
  });
});

describe('confirming without a method', () => {
  it.each([
    ['no customer', false, /either update the PaymentIntent with a payment method/],
    ['a customer', true, /specify a payment method attached to this customer/],
  ])('of an intent with %s is refused with the intent', async (_what, withCustomer, message) => {
    const customer = withCustomer ? ((await post('/v1/customers')).json.id as string) : undefined;
    const { json } = await create({ customer });
    const answer = await post(`/v1/payment_intents/${json.id}/confirm`);
    expect(answer).toMatchObject({
      status: 400,
      json: {
        error: {
          code: 'payment_intent_unexpected_state',
          message: expect.stringMatching(message) as string,
          payment_intent: { id: json.id, status: 'requires_payment_method' },
        },
      },
    });
  });
});

// Objects against the SDK's own declarations: every member there, nulls where null is declared.
import { eventsAbout } from '../events.js';
import { eventually } from '@ledgerway/testing';
import { onTheWire, type Area, type Case } from '../case.js';
import type { Merchant } from '../merchant.js';
import { authorization, byWallet, charge, confirmed, customer, intent } from '../resources.js';
import { DeclaredTypes } from '../shapes/declared-types.js';
import { deviationsOf } from '../shapes/deviations.js';

/** The file and the name of each object's declaration. */
const declarations = {
  charge: ['Charges', 'Charge'],
  refund: ['Refunds', 'Refund'],
  payment_intent: ['PaymentIntents', 'PaymentIntent'],
  setup_intent: ['SetupIntents', 'SetupIntent'],
  payment_method: ['PaymentMethods', 'PaymentMethod'],
  customer: ['Customers', 'Customer'],
  card: ['Cards', 'Card'],
  token: ['Tokens', 'Token'],
  dispute: ['Disputes', 'Dispute'],
  event: ['Events', 'Event'],
  balance: ['Balance', 'Balance'],
  balance_transaction: ['BalanceTransactions', 'BalanceTransaction'],
  webhook_endpoint: ['WebhookEndpoints', 'WebhookEndpoint'],
  account: ['Accounts', 'Account'],
} as const;
type Declared = keyof typeof declarations;

/** What we add to the declared objects on purpose: FPS, and how an endpoint wants its deliveries. */
const extras = [
  '.next_action.fps_display_qr_code',
  '.payment_method_details.fps',
  '.payment_method_options.fps',
  '.fps',
  '.delivery',
  '.fee_schedule',
  // Asked for by people who read events in order; the contract lists it among our additions.
  '.sequence',
];

let types: DeclaredTypes | undefined;
function declared(name: Declared) {
  types ??= new DeclaredTypes(Object.values(declarations).map(([file]) => file));
  const [file, typeName] = declarations[name];
  return { type: types.of(file, typeName), checker: types.checker };
}

async function expectDeclared(merchant: Merchant, name: Declared, path: string): Promise<void> {
  const { status, json } = await merchant.get(path);
  expect({ status, json }).toMatchObject({ status: 200, json: { object: name } });
  expectShape(name, json);
}

function expectShape(name: Declared, value: unknown): void {
  const { type, checker } = declared(name);
  expect(deviationsOf(value, type, { checker, extras })).toEqual([]);
}

const shape = (
  what: string,
  name: Declared,
  pathOf: (merchant: Merchant) => Promise<string>,
): Case =>
  onTheWire(`${name}: ${what}`, async (merchant) =>
    expectDeclared(merchant, name, await pathOf(merchant)),
  );

const failedCharge = async (merchant: Merchant) => {
  const answer = await merchant.post('/v1/charges', {
    amount: 2000,
    currency: 'hkd',
    source: 'tok_chargeDeclined',
  });
  return answer.json.error.charge as string;
};

const disputed = async (merchant: Merchant) => {
  const { id } = await charge(merchant, { source: 'tok_createDispute' });
  return eventually(async () => {
    const { json } = await merchant.get(`/v1/disputes?charge=${id}`);
    expect(json.data).toHaveLength(1);
    return json.data[0].id as string;
  });
};

const money: Case[] = [
  shape('paid', 'charge', async (m) => `/v1/charges/${(await charge(m)).id}`),
  shape('reserved', 'charge', async (m) => `/v1/charges/${(await authorization(m)).id}`),
  shape('failed', 'charge', async (m) => `/v1/charges/${await failedCharge(m)}`),
  shape('of an intent, expanded', 'charge', async (m) => {
    const { latest_charge: id } = await confirmed(m);
    return `/v1/charges/${id}?expand[]=payment_intent&expand[]=balance_transaction&expand[]=refunds`;
  }),
  shape('of a customer', 'charge', async (m) => {
    const payer = await customer(m, { source: 'tok_visa' });
    const made = await charge(m, { source: undefined, customer: payer.id });
    return `/v1/charges/${made.id}?expand[]=customer`;
  }),
  shape('of a charge', 'refund', async (m) => {
    const refund = await m.stripe.refunds.create({ charge: (await charge(m)).id, amount: 700 });
    return `/v1/refunds/${refund.id}`;
  }),
  shape('pending', 'refund', async (m) => {
    const { id } = await charge(m, { source: 'tok_pendingRefund' });
    return `/v1/refunds/${(await m.stripe.refunds.create({ charge: id })).id}`;
  }),
  shape('open', 'dispute', async (m) => `/v1/disputes/${await disputed(m)}`),
  shape('with money', 'balance', async (m) => {
    await charge(m);
    return '/v1/balance';
  }),
  shape('of a charge', 'balance_transaction', async (m) => {
    const { balance_transaction: id } = await charge(m);
    return `/v1/balance_transactions/${id}`;
  }),
  shape('of a refund', 'balance_transaction', async (m) => {
    const refund = await m.stripe.refunds.create({ charge: (await charge(m)).id });
    return `/v1/balance_transactions/${refund.balance_transaction}`;
  }),
];

const intents: Case[] = [
  shape('waiting', 'payment_intent', async (m) => `/v1/payment_intents/${(await intent(m)).id}`),
  shape('paid', 'payment_intent', async (m) => `/v1/payment_intents/${(await confirmed(m)).id}`),
  shape('declined', 'payment_intent', async (m) => {
    const { id } = await intent(m);
    await m.post(`/v1/payment_intents/${id}/confirm`, { payment_method: 'pm_card_chargeDeclined' });
    return `/v1/payment_intents/${id}`;
  }),
  shape('asking the payer', 'payment_intent', async (m) => {
    const { id } = await confirmed(m, { payment_method: 'pm_card_authenticationRequired' });
    return `/v1/payment_intents/${id}`;
  }),
  ...(['alipay', 'wechat_pay', 'fps'] as const).map((wallet) =>
    shape(`by ${wallet}`, 'payment_intent', async (m) => {
      const { id } = await intent(m, byWallet(wallet));
      return `/v1/payment_intents/${id}`;
    }),
  ),
  shape('waiting', 'setup_intent', async (m) => {
    const { id } = await m.stripe.setupIntents.create();
    return `/v1/setup_intents/${id}`;
  }),
];

const payers: Case[] = [
  shape('with a card', 'customer', async (m) => {
    const { id } = await customer(m, {
      source: 'tok_visa',
      shipping: { name: 'A', address: { line1: 'x' } },
    });
    return `/v1/customers/${id}?expand[]=sources`;
  }),
  shape('with nothing', 'customer', async (m) => {
    const { id } = await m.stripe.customers.create();
    return `/v1/customers/${id}`;
  }),
  shape('of a customer', 'card', async (m) => {
    const { id, default_source: card } = await customer(m, { source: 'tok_visa' });
    return `/v1/customers/${id}/sources/${card}`;
  }),
  shape('attached', 'payment_method', async (m) => {
    const { id: payer } = await customer(m);
    const { id } = await m.stripe.paymentMethods.attach('pm_card_visa', { customer: payer });
    return `/v1/payment_methods/${id}?expand[]=customer`;
  }),
  shape('of a card', 'token', async (m) => {
    const card = { number: '4242424242424242', exp_month: '12', exp_year: '2034', cvc: '314' };
    return `/v1/tokens/${(await m.stripe.tokens.create({ card })).id}`;
  }),
];

const others: Case[] = [
  shape('enabled', 'webhook_endpoint', async (m) => {
    const params = { url: 'http://127.0.0.1:9999/', enabled_events: ['charge.failed' as const] };
    return `/v1/webhook_endpoints/${(await m.stripe.webhookEndpoints.create(params)).id}`;
  }),
  shape('one’s own', 'account', async () => '/v1/account'),
  onTheWire('event: of a charge, with the charge as it was', async (merchant) => {
    const { id } = await charge(merchant);
    const [event] = await eventually(async () => {
      const events = await eventsAbout(merchant, id);
      expect(events).toHaveLength(1);
      return events;
    });
    expectShape('event', event);
  }),
];

export const shapes: Area = { name: 'shapes', cases: [...money, ...intents, ...payers, ...others] };

// A tour of the API: every kind of object in many of its states, and all that can be expanded.
import { eventually } from '@ledgerway/testing';
import type { Keys } from '../conformance/merchant.js';
import type { Caller } from './caller.js';

/** Ids by the collections that they are in. */
export type KnownObjects = Record<string, string[]>;

const sale = { amount: 2000, currency: 'hkd', source: 'tok_visa' };
const card = { number: '4242424242424242', exp_month: 12, exp_year: 2040, cvc: '123' };
const back = { return_url: 'https://shop.example/back' };
const expanded = (...paths: string[]) => paths.map((path) => `expand[]=${path}`).join('&');

export async function tourPayments(api: Caller, keys: Keys): Promise<KnownObjects> {
  const charges = await tourCharges(api);
  const customers = await tourCustomers(api);
  const intents = await tourIntents(api, keys, customers['customers']![0]!);
  return { ...charges, ...customers, ...intents };
}

async function tourCharges(api: Caller): Promise<KnownObjects> {
  const paid = await api.post('/v1/charges', { ...sale, metadata: { order: '1' } });
  const held = await api.post('/v1/charges', { ...sale, capture: false });
  const spare = await api.post('/v1/charges', { ...sale, capture: false });
  await api.post('/v1/charges', { ...sale, source: 'tok_chargeDeclined' });
  await api.post('/v1/charges', { ...sale, amount: 1 });
  await api.post(`/v1/charges/${held.id}/capture`, { amount: 1500 });
  await api.post(`/v1/charges/${paid.id}`, {
    description: 'two books',
    shipping: { name: 'Ada', address: { line1: '1 Queen’s Road' } },
  });
  const refund = await api.post('/v1/refunds', { charge: paid.id, amount: 500 });
  const failing = await api.post('/v1/charges', { ...sale, source: 'tok_pendingRefund' });
  const pending = await api.post('/v1/refunds', { charge: failing.id, reason: 'duplicate' });
  await api.post(`/v1/refunds/${pending.id}/cancel`);
  const unlucky = await api.post('/v1/refunds', { charge: failing.id });
  await api.post(`/v1/test_helpers/refunds/${unlucky.id}/fail`);
  await api.post(`/v1/refunds/${refund.id}`, { metadata: { a: 'b' } });
  await api.post(`/v1/charges/${paid.id}/refund`, { amount: 100 });
  await api.post(`/v1/charges/${paid.id}/refunds`, { amount: 100 });
  await api.get(`/v1/charges/${paid.id}/refunds?limit=1`);
  await api.get(`/v1/charges/${paid.id}/refunds/${refund.id}`);
  await api.get(`/v1/charges/${paid.id}?${expanded('refunds', 'balance_transaction.source')}`);
  await api.get(`/v1/charges?limit=100&${expanded('data.refunds.data.balance_transaction')}`);
  await api.get(`/v1/refunds/${refund.id}?${expanded('charge', 'balance_transaction')}`);
  await api.get('/v1/refunds?limit=100');
  const dispute = await tourDisputes(api);
  const token = await api.post('/v1/tokens', { card });
  await api.get(`/v1/tokens/${token.id}`);
  return {
    charges: [paid.id, held.id, spare.id],
    refunds: [refund.id, pending.id],
    disputes: [dispute],
    tokens: [token.id],
  };
}

async function tourDisputes(api: Caller): Promise<string> {
  const charge = await api.post('/v1/charges', { ...sale, source: 'tok_createDispute' });
  const { id } = await eventually(async () => {
    const { data } = await api.get(`/v1/disputes?charge=${charge.id}`);
    expect(data).toHaveLength(1);
    return data[0] as { id: string };
  });
  await api.post(`/v1/disputes/${id}`, { evidence: { customer_name: 'Ada' }, submit: false });
  await api.get(`/v1/disputes/${id}?${expanded('charge')}`);
  await api.post(`/v1/disputes/${id}/close`);
  await api.post('/v1/charges', { ...sale, source: 'tok_createDisputeInquiry' });
  return id;
}

async function tourCustomers(api: Caller): Promise<KnownObjects> {
  const customer = await api.post('/v1/customers', {
    email: 'ada@example.com',
    source: 'tok_visa',
  });
  const gone = await api.post('/v1/customers', { name: 'Grace' });
  const at = `/v1/customers/${customer.id}`;
  const source = await api.post(`${at}/sources`, { source: 'tok_mastercard' });
  const doomed = await api.post(`${at}/cards`, { card: 'tok_amex' });
  await api.post(`${at}/sources/${source.id}`, { name: 'Ada Lovelace' });
  await api.delete(`${at}/sources/${doomed.id}`);
  const last = await api.post(`${at}/sources`, { source: { object: 'card', ...card } });
  for (const spelled of ['sources', 'cards']) {
    await api.get(`${at}/${spelled}`);
    await api.get(`${at}/${spelled}/${source.id}?${expanded('customer')}`);
    await api.post(`${at}/${spelled}/${source.id}`, { metadata: { a: 'b' } });
  }
  await api.delete(`${at}/cards/${last.id}`);
  const method = await api.post('/v1/payment_methods', { type: 'card', card });
  await api.post(`/v1/payment_methods/${method.id}/attach`, { customer: customer.id });
  await api.post(`/v1/payment_methods/${method.id}`, { metadata: { a: 'b' } });
  await api.post(at, { invoice_settings: { default_payment_method: method.id } });
  const all = ['sources', 'default_source', 'invoice_settings.default_payment_method'];
  await api.get(`${at}?${expanded(...all)}`);
  await api.get(`/v1/customers?${expanded('data.sources')}`);
  await api.get(`${at}/payment_methods?type=card`);
  await api.get(`${at}/payment_methods/${method.id}`);
  await api.get(`/v1/payment_methods?customer=${customer.id}&type=card`);
  const wallet = await api.post('/v1/payment_methods', { type: 'alipay' });
  await api.get(`/v1/payment_methods/${wallet.id}`);
  const loose = await api.post('/v1/payment_methods', { type: 'card', card });
  await api.post(`/v1/payment_methods/${loose.id}/attach`, { customer: customer.id });
  await api.post(`/v1/payment_methods/${loose.id}/detach`);
  await api.delete(`/v1/customers/${gone.id}`);
  await api.get(`/v1/customers/${gone.id}`);
  return {
    customers: [customer.id],
    sources: [source.id],
    cards: [source.id],
    payment_methods: [method.id, wallet.id],
  };
}

async function tourIntents(api: Caller, keys: Keys, customer: string): Promise<KnownObjects> {
  const terms = { amount: 2000, currency: 'hkd' };
  const open = await api.post('/v1/payment_intents', { ...terms, customer });
  const spare = await api.post('/v1/payment_intents', { ...terms, payment_method_types: ['card'] });
  const confirmed = { ...terms, ...back, payment_method_types: ['card'], confirm: true };
  const visa = { payment_method: 'pm_card_visa' };
  const paid = await api.post('/v1/payment_intents', { ...confirmed, ...visa });
  const charge = 'latest_charge.balance_transaction';
  await api.get(`/v1/payment_intents/${paid.id}?${expanded(charge, 'payment_method')}`);
  const held = { ...confirmed, ...visa, capture_method: 'manual' };
  const { id } = await api.post('/v1/payment_intents', held);
  await api.post(`/v1/payment_intents/${id}/capture`, { amount_to_capture: 1000 });
  await api.post('/v1/payment_intents', {
    ...confirmed,
    payment_method: 'pm_card_chargeDeclinedInsufficientFunds',
  });
  const challenged = { ...confirmed, payment_method: 'pm_card_threeDSecure2Required' };
  const waiting = await api.post('/v1/payment_intents', challenged);
  const helpers = '/v1/test_helpers/payment_intents';
  await api.post(`${helpers}/${waiting.id}/authenticate`, { outcome: 'failed' });
  for (const type of ['alipay', 'wechat_pay', 'fps']) {
    const chosen = { payment_method_types: [type], payment_method_data: { type } };
    const intent = await api.post('/v1/payment_intents', { ...confirmed, ...chosen });
    if (type === 'fps') continue;
    await api.post(`${helpers}/${intent.id}/complete_redirect`, { outcome: 'succeeded' });
  }
  await api.post('/v1/test_helpers/fps/credit', { ...terms, reference: 'nobody' });
  await api.post(`/v1/payment_intents/${open.id}`, { description: 'a book' });
  const doomed = await api.post('/v1/payment_intents', terms);
  await api.post(`/v1/payment_intents/${doomed.id}/cancel`, { cancellation_reason: 'duplicate' });
  const payer = api.with(keys.publishable);
  await payer.get(`/v1/payment_intents/${open.id}?client_secret=${open.client_secret}`);
  await payer.post(`/v1/payment_intents/${open.id}/confirm`, {
    ...back,
    client_secret: open.client_secret,
    payment_method_data: { type: 'card', card },
  });
  await payer.post('/v1/payment_methods', { type: 'card', card });
  await api.get(`/v1/payment_intents?${expanded('data.latest_charge')}`);
  return {
    payment_intents: [spare.id, open.id, waiting.id],
    setup_intents: await tourSetups(api, customer),
  };
}

async function tourSetups(api: Caller, customer: string): Promise<string[]> {
  const terms = { customer, payment_method_types: ['card'] };
  const made = await api.post('/v1/setup_intents', { ...terms, payment_method: 'pm_card_visa' });
  await api.post(`/v1/setup_intents/${made.id}/confirm`, back);
  const challenged = { ...terms, ...back, payment_method: 'pm_card_threeDSecure2Required' };
  const waiting = await api.post('/v1/setup_intents', { ...challenged, confirm: true });
  const helper = `/v1/test_helpers/setup_intents/${waiting.id}/authenticate`;
  await api.post(helper, { outcome: 'succeeded' });
  const declined = { ...terms, payment_method: 'pm_card_chargeCustomerFail', confirm: true };
  await api.post('/v1/setup_intents', { ...declined, ...back });
  const open = await api.post('/v1/setup_intents', { payment_method_types: ['card'] });
  const doomed = await api.post('/v1/setup_intents', { payment_method_types: ['card'] });
  await api.post(`/v1/setup_intents/${open.id}`, { metadata: { a: 'b' } });
  await api.post(`/v1/setup_intents/${doomed.id}/cancel`);
  await api.get(`/v1/setup_intents/${waiting.id}?${expanded('payment_method')}`);
  await api.get(`/v1/setup_intents?${expanded('data.payment_method')}`);
  return [open.id, made.id, waiting.id];
}

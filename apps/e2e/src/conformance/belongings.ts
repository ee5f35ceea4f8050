// A merchant that owns one of everything.
import { eventually } from '@ledgerway/testing';
import type { Merchant } from './merchant.js';
import { charge, confirmed, customer, intent } from './resources.js';
import { reportRun } from './report-files.js';
import type { Kind } from './routes.js';

export type Belongings = Readonly<Record<Kind, string>>;

/** @param mark a text that everything carries which can carry one. */
export async function belongingsOf(merchant: Merchant, mark = 'belonging'): Promise<Belongings> {
  const { stripe } = merchant;
  const marked = { description: mark, metadata: { mark } };
  const payer = await customer(merchant, { source: 'tok_visa', name: mark, ...marked });
  const made = await charge(merchant, { source: undefined, customer: payer.id, ...marked });
  const refund = await stripe.refunds.create({ charge: made.id, amount: 500, metadata: { mark } });
  await confirmed(merchant, { customer: payer.id, ...marked });
  const waiting = await intent(merchant, { customer: payer.id, ...marked });
  const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: payer.id });
  const setup = await stripe.setupIntents.create({ customer: payer.id, ...marked });
  const endpoint = await stripe.webhookEndpoints.create({
    url: 'http://127.0.0.1:9999/',
    enabled_events: ['charge.failed'],
    ...marked,
  });
  const hook = `/v1/webhook_endpoints/${endpoint.id}`;
  const { json: delivery } = await merchant.post(`${hook}/test`, {});
  const { json: job } = await merchant.post(`${hook}/replay`, { since: made.created });
  const card = { number: '4242424242424242', exp_month: '12', exp_year: '2034', cvc: '314' };
  const { json: key } = await merchant.post('/v1/api_keys', {
    type: 'restricted',
    name: mark,
    permissions: { charge: 'read' },
  });
  const { json: client } = await merchant.post('/v1/oauth_clients', { scopes: ['charge:read'] });
  const { json: clock } = await merchant.post('/v1/test_helpers/test_clocks', {
    frozen_time: made.created,
    name: mark,
  });
  await charge(merchant, { source: 'tok_bypassPending' });
  const payout = await stripe.payouts.create({ amount: 100, currency: 'hkd', metadata: { mark } });
  const run = await reportRun(merchant);
  return {
    charge: made.id,
    refund: refund.id,
    customer: payer.id,
    card: payer.default_source as string,
    payment_intent: waiting.id,
    payment_method: method.id,
    setup_intent: setup.id,
    token: (await stripe.tokens.create({ card })).id,
    event: await eventId(merchant),
    webhook_endpoint: endpoint.id,
    webhook_delivery: delivery.id as string,
    webhook_job: job.id as string,
    balance_transaction: made.balance_transaction as string,
    payout: payout.id,
    dispute: await disputeId(merchant),
    api_key: key.id as string,
    oauth_client: client.id as string,
    request_log: await requestLogId(merchant),
    test_clock: clock.id as string,
    report_run: run.id,
    file: run.result!.id,
  };
}

const eventId = ({ stripe }: Merchant) =>
  eventually(async () => only((await stripe.events.list({ limit: 1 })).data));

const requestLogId = (merchant: Merchant) =>
  eventually(async () => only((await merchant.get('/v1/request_logs?limit=1')).json.data));

async function disputeId(merchant: Merchant): Promise<string> {
  const { id } = await charge(merchant, { source: 'tok_createDispute' });
  return eventually(async () => only((await merchant.stripe.disputes.list({ charge: id })).data));
}

function only(list: readonly { readonly id: string }[]): string {
  const [first] = list;
  if (first === undefined) throw new Error('nothing there yet');
  return first.id;
}

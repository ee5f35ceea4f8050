// How each event is really brought about in test mode: the calls a merchant would make, and those
// of the test helpers, which play the payer, the banks and the time.
import type { PublicEventType } from '@ledgerway/contracts';
import type { Params } from '../api/form.js';
import type { Recipe, Step } from './recipe.js';

const post = (name: string, path: string, params: Params = {}): Step => ({
  name,
  method: 'POST',
  path,
  params,
});
const declined = (step: Step): Step => ({ ...step, declined: true });

const charge = (source = 'tok_visa', more: Params = {}): Step =>
  post('charge', '/v1/charges', { amount: 2000, currency: 'hkd', source, ...more });
const authorization = charge('tok_visa', { capture: false });
const refund = post('refund', '/v1/refunds', { charge: '{charge.id}' });
const customer = post('customer', '/v1/customers', { email: 'ada@example.com' });
const source = post('source', '/v1/customers/{customer.id}/sources', { source: 'tok_visa' });
const ofSource = '/v1/customers/{customer.id}/sources/{source.id}';

const intent = (params: Params = {}): Step =>
  post('intent', '/v1/payment_intents', {
    amount: 2000,
    currency: 'hkd',
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    ...params,
  });
const confirmed = (method: string, more: Params = {}): Step =>
  intent({ confirm: true, payment_method: `pm_card_${method}`, ...more });
const byAlipay = post('intent', '/v1/payment_intents', {
  amount: 2000,
  currency: 'hkd',
  payment_method_types: ['alipay'],
  payment_method_data: { type: 'alipay' },
  return_url: 'https://shop.example/back',
  confirm: true,
});
const inWallet = post('payer', '/v1/test_helpers/payment_intents/{intent.id}/complete_redirect', {
  outcome: 'processing',
});

const setup = (params: Params = {}): Step =>
  post('setup', '/v1/setup_intents', {
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    ...params,
  });
const setupWith = (method: string): Step =>
  setup({ confirm: true, payment_method: `pm_card_${method}` });
const attached = post('method', '/v1/payment_methods/pm_card_visa/attach', {
  customer: '{customer.id}',
});

/** The bank tells of a dispute in its own time. */
const dispute: Step = {
  name: 'dispute',
  method: 'GET',
  path: '/v1/disputes',
  params: { charge: '{charge.id}' },
  until: 'data.0.id',
};
const disputed = [charge('tok_createDispute'), dispute] as const;
const evidence = (text: string): Step =>
  post('evidence', '/v1/disputes/{dispute.data.0.id}', {
    evidence: { uncategorized_text: text },
    submit: true,
  });

const later = (days: number): Step =>
  post('clock', '/v1/test_helpers/clock/advance', { seconds: days * 86_400 + 60 });
const movesClock = (days: number): string =>
  `moves the account's test clock ${days} days ahead, for good`;

/** Money that can be spent at once, in a currency that hardly anybody owes anything in. */
const spendable = charge('tok_bypassPending', { currency: 'aed' });
const payout = post('payout', '/v1/payouts', { amount: 2000, currency: 'aed' });
const paidOut = [spendable, payout] as const;
/** Everything that is available in it: no currency comes before it in the list. */
const sweeping = [
  spendable,
  { ...post('balance', '/v1/balance'), method: 'GET' },
  post('payout', '/v1/payouts', { amount: '{balance.available.0.amount}', currency: 'aed' }),
] as const satisfies readonly Step[];

const about =
  (id: string) =>
  (...steps: readonly Step[]): Recipe => ({ steps, about: `{${id}}` });
const aboutCharge = about('charge.id');
const aboutCustomer = about('customer.id');
const aboutIntent = about('intent.id');
const aboutSetup = about('setup.id');
const aboutPayout = about('payout.id');
const aboutRun = about('run_of_report.id');

export const recipes: Readonly<Partial<Record<PublicEventType, Recipe>>> = {
  'charge.captured': aboutCharge(authorization, post('capture', '/v1/charges/{charge.id}/capture')),
  'charge.dispute.closed': aboutCharge(...disputed, evidence('losing_evidence')),
  'charge.dispute.created': aboutCharge(...disputed),
  'charge.dispute.funds_reinstated': aboutCharge(...disputed, evidence('winning_evidence')),
  'charge.dispute.funds_withdrawn': aboutCharge(...disputed),
  'charge.dispute.updated': aboutCharge(...disputed, evidence('winning_evidence')),
  'charge.expired': { ...aboutCharge(authorization, later(7)), note: movesClock(7) },
  'charge.expiring_soon': { ...aboutCharge(authorization, later(6)), note: movesClock(6) },
  'charge.failed': about('charge.error.charge')(declined(charge('tok_chargeDeclined'))),
  'charge.refund.updated': aboutCharge(charge('tok_pendingRefund'), refund),
  'charge.refunded': aboutCharge(charge(), refund),
  'charge.succeeded': aboutCharge(charge()),
  'charge.updated': aboutCharge(
    charge(),
    post('update', '/v1/charges/{charge.id}', { description: 'changed' }),
  ),
  'customer.created': aboutCustomer(customer),
  'customer.deleted': aboutCustomer(customer, {
    ...post('delete', '/v1/customers/{customer.id}'),
    method: 'DELETE',
  }),
  'customer.source.created': about('source.id')(customer, source),
  'customer.source.deleted': about('source.id')(customer, source, {
    ...post('delete', ofSource),
    method: 'DELETE',
  }),
  'customer.source.updated': about('source.id')(
    customer,
    source,
    post('update', ofSource, { name: 'Ada Lovelace' }),
  ),
  'customer.updated': aboutCustomer(
    customer,
    post('update', '/v1/customers/{customer.id}', { description: 'changed' }),
  ),
  'fps.credit.unmatched': about('credit.reference')(
    post('credit', '/v1/test_helpers/fps/credit', {
      reference: 'NOBODY{run}',
      amount: 2000,
      currency: 'hkd',
    }),
  ),
  'payment_intent.amount_capturable_updated': aboutIntent(
    confirmed('visa', { capture_method: 'manual' }),
  ),
  'payment_intent.canceled': aboutIntent(
    intent(),
    post('cancel', '/v1/payment_intents/{intent.id}/cancel'),
  ),
  'payment_intent.created': aboutIntent(intent()),
  'payment_intent.payment_failed': about('intent.error.payment_intent.id')(
    declined(confirmed('chargeDeclined')),
  ),
  'payment_intent.processing': aboutIntent(byAlipay, inWallet),
  'payment_intent.requires_action': aboutIntent(confirmed('authenticationRequired')),
  'payment_intent.succeeded': aboutIntent(confirmed('visa')),
  'payment_method.attached': about('method.id')(customer, attached),
  'payment_method.detached': about('method.id')(
    customer,
    attached,
    post('detach', '/v1/payment_methods/{method.id}/detach'),
  ),
  'payment_method.updated': about('method.id')(
    customer,
    attached,
    post('update', '/v1/payment_methods/{method.id}', { metadata: { order: '6735' } }),
  ),
  'payout.canceled': aboutPayout(...paidOut, post('cancel', '/v1/payouts/{payout.id}/cancel')),
  'payout.created': aboutPayout(...paidOut),
  'payout.failed': aboutPayout(
    ...paidOut,
    post('bank', '/v1/test_helpers/payouts/{payout.id}/fail', { failure_code: 'no_account' }),
  ),
  'payout.paid': { ...aboutPayout(...paidOut, later(3)), note: movesClock(3) },
  'payout.reconciliation_completed': aboutPayout(...sweeping),
  'payout.updated': aboutPayout(
    ...paidOut,
    post('update', '/v1/payouts/{payout.id}', { metadata: { order: '6735' } }),
  ),
  'refund.created': aboutCharge(charge(), refund),
  'refund.failed': aboutCharge(charge('tok_refundFail'), refund),
  'refund.updated': aboutCharge(
    charge('tok_pendingRefund'),
    refund,
    post('cancel', '/v1/refunds/{refund.id}/cancel'),
  ),
  'reporting.report_run.failed': aboutRun(
    post('run_of_report', '/v1/test_helpers/reporting/report_runs', {
      report_type: 'balance.summary.1',
      outcome: 'failed',
    }),
  ),
  'reporting.report_run.succeeded': aboutRun(
    post('run_of_report', '/v1/reporting/report_runs', { report_type: 'balance.summary.1' }),
  ),
  'setup_intent.canceled': aboutSetup(
    setup(),
    post('cancel', '/v1/setup_intents/{setup.id}/cancel'),
  ),
  'setup_intent.created': aboutSetup(setup()),
  'setup_intent.requires_action': aboutSetup(setupWith('authenticationRequired')),
  'setup_intent.setup_failed': about('setup.error.setup_intent.id')(
    declined(setupWith('chargeDeclined')),
  ),
  'setup_intent.succeeded': aboutSetup(setupWith('visa')),
};

/** Events that nothing in test mode can bring about on request, and why. */
export const impossible: Readonly<Partial<Record<PublicEventType, string>>> = {
  'balance.available': 'it names nothing: charge, and move the test clock seven days',
  'webhook_endpoint.disabled': 'an endpoint of yours has to fail for three days, or to answer 410',
  'webhook_endpoint.disabling_soon': 'an endpoint of yours has to fail for two days',
};

import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';
import { back, intentsOf, type Form } from '../under-test/intents-under-test.js';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway?.stop());

const { post, confirmed, customer, method, attached } = intentsOf(() => gateway);
const create = (params: Form = {}) => post('/v1/setup_intents', params);
const retrieve = (id: string) => gateway.call('GET', `/v1/setup_intents/${id}`);
const methodOf = async (id: string) =>
  (await gateway.call('GET', `/v1/payment_methods/${id}`)).json;
const authenticate = (id: string, outcome: string) =>
  post(`/v1/test_helpers/setup_intents/${id}/authenticate`, { outcome });

describe('a new setup intent', () => {
  it('waits for a method', async () => {
    const payer = await customer();
    const { status, json } = await create({
      customer: payer,
      description: 'save',
      'metadata[a]': 'b',
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      id: expect.stringMatching(/^seti_\w{22}$/) as string,
      object: 'setup_intent',
      customer: payer,
      description: 'save',
      metadata: { a: 'b' },
      next_action: null,
      payment_method: null,
      payment_method_types: ['card'],
      status: 'requires_payment_method',
      usage: 'off_session',
    });
    expect(json.client_secret).toMatch(new RegExp(`^${json.id}_secret_`));
    expect((await retrieve(json.id as string)).json).toEqual(json);
  });

  it('keeps the method that is made on the way', async () => {
    const { json } = await create({
      'payment_method_data[type]': 'card',
      'payment_method_data[card][token]': 'tok_mastercard',
    });
    expect(json.status).toBe('requires_confirmation');
    expect(await methodOf(json.payment_method as string)).toMatchObject({
      card: { brand: 'mastercard' },
      customer: null,
    });
  });

  it.each<[string, Form, object]>([
    ['an unknown customer', { customer: 'cus_nothing' }, { param: 'customer' }],
    ['an unknown method', { payment_method: 'pm_nothing' }, { param: 'payment_method' }],
    ['no method to confirm', { confirm: true }, { code: 'setup_intent_unexpected_state' }],
    ['a return_url, not confirmed', { return_url: back }, { param: 'return_url' }],
    [
      'a wallet',
      { 'payment_method_data[type]': 'alipay' },
      { code: 'payment_method_unsupported_type' },
    ],
    ['an unknown parameter', { bogus: 1 }, { code: 'parameter_unknown' }],
  ])('of %s is refused', async (_what, params, error) => {
    expect(await create(params)).toMatchObject({ status: 400, json: { error } });
  });
});

describe('a confirmed setup intent', () => {
  it('has attached its method to the customer before it says that it succeeded', async () => {
    const payer = await customer();
    const before = gateway.payments.commands.length;
    const { json } = await create({
      customer: payer,
      payment_method: 'pm_card_visa',
      confirm: true,
    });
    expect(json.status).toBe('succeeded');
    expect(await methodOf(json.payment_method as string)).toMatchObject({ customer: payer });
    const types = gateway.payments.commands.slice(before).map(({ command }) => command.type);
    expect(types).toEqual([
      'CreatePaymentMethod',
      'CreateSetupIntent',
      'AttachPaymentMethod',
      'ConfirmSetupIntent',
    ]);
  });

  it('takes a method that stands elsewhere', async () => {
    const [payer, own] = [await customer(), await method()];
    const { json } = await create({ customer: payer });
    const done = await post(`/v1/setup_intents/${json.id}/confirm`, { payment_method: own });
    expect(done.json).toMatchObject({ status: 'succeeded', payment_method: own });
    expect((await methodOf(own)).customer).toBe(payer);
  });

  it('with a card that its issuer declines says why, and takes another', async () => {
    const payer = await customer();
    const { id } = (await create({ customer: payer })).json;
    const confirm = `/v1/setup_intents/${id}/confirm`;
    const declined = await post(confirm, { payment_method: 'pm_card_chargeDeclined' });
    expect(declined).toMatchObject({
      status: 402,
      json: {
        error: {
          type: 'card_error',
          code: 'card_declined',
          decline_code: 'generic_decline',
          payment_method: { object: 'payment_method' },
          setup_intent: { id, status: 'requires_payment_method' },
        },
      },
    });
    expect((await retrieve(id as string)).json).toMatchObject({
      payment_method: null,
      last_setup_error: { code: 'card_declined' },
    });
    expect((await methodOf(declined.json.error.payment_method.id as string)).customer).toBeNull();
    const done = await post(confirm, { payment_method: 'pm_card_visa' });
    expect(done.json).toMatchObject({ status: 'succeeded', last_setup_error: null });
  });

  it('is answered with 503 while nobody can verify the card, and then goes on', async () => {
    const { id } = (await create()).json;
    const headers = { 'idempotency-key': `verify ${id}` };
    const body = 'payment_method=pm_card_visa';
    const confirm = () =>
      gateway.call('POST', `/v1/setup_intents/${id}/confirm`, { body, headers });
    gateway.payments.unsure = true;
    const first = await confirm().finally(() => (gateway.payments.unsure = false));
    expect(first.status).toBe(503);
    expect((await confirm()).json.status).toBe('succeeded');
  });

  it.each([
    ['another customer', true],
    ['no customer', false],
  ])('of %s does not take a customer’s method', async (_who, withCustomer) => {
    const kept = await attached(await customer());
    const { id } = (await create(withCustomer ? { customer: await customer() } : {})).json;
    const answer = await post(`/v1/setup_intents/${id}/confirm`, { payment_method: kept });
    expect(answer).toMatchObject({ status: 400, json: { error: { param: 'payment_method' } } });
  });
});

describe('a card whose issuer wants to see the payer', () => {
  const begun = async (params: Form = {}) =>
    (
      await create({
        payment_method: 'pm_card_authenticationRequiredOnSetup',
        confirm: true,
        return_url: back,
        ...params,
      })
    ).json;

  it('is set up once the challenge is passed, for payments without the payer', async () => {
    const payer = await customer();
    const { id, status, payment_method: card } = await begun({ customer: payer });
    expect(status).toBe('requires_action');
    expect((await methodOf(card as string)).customer).toBeNull();
    const done = await authenticate(id as string, 'succeeded');
    expect(done).toMatchObject({ status: 200, json: { id, status: 'succeeded' } });
    expect((await methodOf(card as string)).customer).toBe(payer);
    const paid = await confirmed({
      customer: payer,
      payment_method: card as string,
      off_session: true,
    });
    expect(paid.json.status).toBe('succeeded');
  });

  it('is not the customer’s if the challenge is failed', async () => {
    const { id, payment_method: card } = await begun({ customer: await customer() });
    const failed = await authenticate(id as string, 'failed');
    expect(failed.json).toMatchObject({
      status: 'requires_payment_method',
      last_setup_error: { code: 'setup_intent_authentication_failure' },
    });
    expect((await methodOf(card as string)).customer).toBeNull();
  });

  it('is not asked for what does not wait', async () => {
    const { id } = (await create()).json;
    expect(await authenticate(id as string, 'succeeded')).toMatchObject({
      status: 400,
      json: { error: { code: 'setup_intent_unexpected_state', setup_intent: { id } } },
    });
  });
});

describe('a setup intent', () => {
  it('is updated, canceled and listed', async () => {
    const payer = await customer();
    const { id } = (await create({ customer: payer })).json;
    const changed = await post(`/v1/setup_intents/${id}`, { 'metadata[a]': '1' });
    expect(changed.json.metadata).toEqual({ a: '1' });
    const params = { cancellation_reason: 'abandoned' };
    const canceled = await post(`/v1/setup_intents/${id}/cancel`, params);
    expect(canceled.json).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' });
    const listed = await gateway.call('GET', `/v1/setup_intents?customer=${payer}`);
    expect(listed.json).toMatchObject({ url: '/v1/setup_intents', data: [canceled.json] });
  });

  it.each(['cancel', 'confirm'])('that is over refuses to %s', async (verb) => {
    const { id } = (await create({ payment_method: 'pm_card_visa', confirm: true })).json;
    expect(await post(`/v1/setup_intents/${id}/${verb}`)).toMatchObject({
      status: 400,
      json: {
        error: {
          code: 'setup_intent_unexpected_state',
          message: `You cannot ${verb} this SetupIntent because it has a status of succeeded.`,
          setup_intent: { id, status: 'succeeded' },
        },
      },
    });
  });

  it.each([
    ['GET', ''],
    ['POST', ''],
    ['POST', '/confirm'],
    ['POST', '/cancel'],
  ])('that nobody has: %s %s is 404', async (verb, path) => {
    const answer = await gateway.call(verb, `/v1/setup_intents/seti_nothing${path}`);
    expect(answer).toMatchObject({
      status: 404,
      json: {
        error: { param: 'intent', message: "No such setupintent: 'seti_nothing'" },
      },
    });
  });
});

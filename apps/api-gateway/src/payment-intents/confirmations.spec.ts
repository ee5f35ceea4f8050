// What confirming an intent comes to, and what becomes of the method that it is confirmed with.
import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';
import { back, intentsOf, type Form } from '../under-test/intents-under-test.js';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway?.stop());

const { post, create, confirmed, byWallet, customer, method, attached } = intentsOf(() => gateway);
const chargeOf = async (id: string) => (await gateway.call('GET', `/v1/charges/${id}`)).json;

describe('a confirmed payment intent', () => {
  it('is paid by a charge of its own', async () => {
    const { json } = await confirmed();
    expect(json).toMatchObject({ status: 'succeeded', amount_received: 2000 });
    expect(await chargeOf(json.latest_charge as string)).toMatchObject({
      amount: 2000,
      captured: true,
      payment_intent: json.id,
      payment_method: json.payment_method,
    });
  });

  it('that is declined is there, and says why; another method pays it', async () => {
    const { json } = await create({ 'metadata[a]': 'b' });
    const confirm = `/v1/payment_intents/${json.id}/confirm`;
    const declined = await post(confirm, { payment_method: 'pm_card_chargeDeclined' });
    expect(declined).toMatchObject({
      status: 402,
      json: {
        error: {
          type: 'card_error',
          code: 'card_declined',
          decline_code: 'generic_decline',
          charge: expect.stringMatching(/^ch_/) as string,
          payment_method: { object: 'payment_method', card: { last4: '0002' } },
          payment_intent: {
            id: json.id,
            status: 'requires_payment_method',
            payment_method: null,
            last_payment_error: { code: 'card_declined' },
          },
        },
      },
    });
    const failed = await chargeOf(declined.json.error.charge as string);
    expect(failed).toMatchObject({ status: 'failed', payment_intent: json.id });
    const paid = await post(confirm, { payment_method: 'pm_card_visa' });
    expect(paid.json).toMatchObject({ status: 'succeeded', last_payment_error: null });
    expect(paid.json.latest_charge).not.toBe(failed.id);
  });

  it('asks its payer first where the issuer wants it: then there is no charge yet', async () => {
    const card = { payment_method: 'pm_card_authenticationRequired' };
    const { json } = await confirmed({ ...card, return_url: back });
    expect(json).toMatchObject({
      status: 'requires_action',
      latest_charge: null,
      next_action: {
        type: 'redirect_to_url',
        redirect_to_url: {
          return_url: back,
          url: `http://127.0.0.1:${gateway.port}/pages/3ds/${json.id}`,
        },
      },
    });
    expect((await confirmed(card)).json.next_action.type).toBe('use_stripe_sdk');
  });

  it.each<[string, Form]>([
    ['without its payer', { off_session: true }],
    ['with the wish to fail then', { error_on_requires_action: true }],
  ])('%s is refused where the issuer asks for the payer', async (_what, params) => {
    const payer = await customer();
    const kept = await attached(payer, 'pm_card_authenticationRequired');
    const answer = await confirmed({ customer: payer, payment_method: kept, ...params });
    expect(answer).toMatchObject({
      status: 402,
      json: {
        error: {
          code: 'authentication_required',
          decline_code: 'authentication_required',
          payment_intent: { status: 'requires_payment_method' },
          payment_method: { id: kept },
        },
      },
    });
    expect(answer.json.error).not.toHaveProperty('charge');
    const paid = await confirmed({
      customer: payer,
      payment_method: await attached(payer),
      ...params,
    });
    expect(paid.json.status).toBe('succeeded');
  });

  it('shows the way into a wallet, and codes with pictures', async () => {
    const alipay = (await byWallet('alipay')).json;
    const { port } = gateway;
    expect(alipay.next_action.alipay_handle_redirect).toMatchObject({
      return_url: back,
      url: `http://127.0.0.1:${port}/pages/wallet/${alipay.id}`,
    });
    const wechat = (await byWallet('wechat_pay')).json.next_action.wechat_pay_display_qr_code;
    expect(wechat.image_data_url).toMatch(/^data:image\/png;base64,/);
    const fps = (await byWallet('fps')).json;
    expect(fps.next_action.fps_display_qr_code).toMatchObject({
      data: expect.stringMatching(/hk\.com\.hkicl/) as string,
      image_url_png: `http://127.0.0.1:${port}/qr/${fps.id}.png`,
    });
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'alipay without a return_url',
      () => byWallet('alipay', { return_url: undefined }),
      'return_url',
    ],
    [
      'WeChat without a client',
      () => byWallet('wechat_pay', { 'payment_method_options[wechat_pay][client]': undefined }),
      'payment_method_options[wechat_pay][client]',
    ],
  ])('by %s is refused', async (_what, call, param) => {
    const code = 'parameter_missing';
    expect(await call()).toMatchObject({ status: 400, json: { error: { code, param } } });
  });

  it('is not the business of another customer’s method', async () => {
    const [owner, other] = [await customer(), await customer()];
    const kept = await attached(owner);
    const foreign = await confirmed({ customer: other, payment_method: kept });
    expect(foreign).toMatchObject({ status: 400, json: { error: { param: 'payment_method' } } });
    expect(foreign.json.error).not.toHaveProperty('code');
    const without = await confirmed({ payment_method: kept });
    expect(without.json.error).toMatchObject({ code: 'parameter_missing', param: 'source' });
    const own = await confirmed({ customer: owner, payment_method: kept });
    expect(own.json.status).toBe('succeeded');
  });
});

describe('a method without a customer', () => {
  it('serves one payment, however often that is confirmed, and no other', async () => {
    const once = await method();
    const first = await confirmed({ payment_method: once });
    expect(first.json.status).toBe('succeeded');
    const second = await confirmed({ payment_method: once });
    expect(second.json.error.code).toBe('payment_method_unexpected_state');
  });

  it('is not used up by a payment that cannot be', async () => {
    const once = await method();
    const refused = await confirmed({
      payment_method: once,
      'automatic_payment_methods[enabled]': true, // And no return_url.
    });
    expect(refused.status).toBe(400);
    expect((await confirmed({ payment_method: once })).json.status).toBe('succeeded');
  });

  it('that is to be kept becomes its customer’s once it has paid', async () => {
    const [payer, once] = [await customer(), await method()];
    const paid = await confirmed({
      customer: payer,
      payment_method: once,
      setup_future_usage: 'off_session',
    });
    expect(paid.json.status).toBe('succeeded');
    const kept = await gateway.call('GET', `/v1/payment_methods/${once}`);
    expect(kept.json.customer).toBe(payer);
    const again = await confirmed({ customer: payer, payment_method: once, off_session: true });
    expect(again.json.status).toBe('succeeded');
  });

  it.each([
    ['declined', { setup_future_usage: 'on_session' }, 'pm_card_chargeDeclined'],
    ['not to be kept', {}, 'pm_card_visa'],
  ])('of a payment that is %s is not its customer’s', async (_what, params, card) => {
    const payer = await customer();
    const { json } = await create({ customer: payer, payment_method: card, ...params });
    const answer = await post(`/v1/payment_intents/${json.id}/confirm`);
    expect([200, 402]).toContain(answer.status);
    const made = await gateway.call('GET', `/v1/payment_methods/${json.payment_method}`);
    expect(made.json.customer).toBeNull();
  });

  it('that was used up cannot be kept, and so pays nothing that would keep it', async () => {
    const [payer, once] = [await customer(), await method()];
    await confirmed({ payment_method: once });
    const params = { customer: payer, setup_future_usage: 'on_session' };
    const refused = await confirmed({ payment_method: once, ...params });
    expect(refused.json.error.code).toBe('payment_method_unexpected_state');
  });
});

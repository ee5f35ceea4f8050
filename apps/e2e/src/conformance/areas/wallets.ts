import { eventually } from '@ledgerway/testing';
import { viaNewestSdk, viaSdk, type Area, type Case } from '../case.js';
import { eventsAbout, expectEvents } from '../events.js';
import type { Merchant } from '../merchant.js';
import { expectRefusal } from '../refusals.js';
import { byWallet, helper, inStatus, intent } from '../resources.js';

type Wallet = 'alipay' | 'wechat_pay';
type Outcome = 'succeeded' | 'failed' | 'processing';

const redirected = (merchant: Merchant, id: string, outcome: Outcome) =>
  helper(merchant, id, 'complete_redirect', { outcome });

const pages: Record<Wallet, object> = {
  alipay: {
    type: 'alipay_handle_redirect',
    alipay_handle_redirect: {
      native_data: null,
      native_url: null,
      return_url: 'https://shop.example/back',
      url: expect.stringMatching(/^http/),
    },
  },
  wechat_pay: {
    type: 'wechat_pay_display_qr_code',
    wechat_pay_display_qr_code: {
      data: expect.any(String),
      hosted_instructions_url: expect.stringMatching(/^http/),
      image_data_url: expect.stringMatching(/^data:image\/png;base64,/),
      image_url_png: expect.stringMatching(/^http/),
      image_url_svg: expect.stringMatching(/^http/),
    },
  },
};

const begun = ['payment_intent.created', 'payment_intent.requires_action'];
const paid = ['charge.succeeded', 'payment_intent.succeeded'];

const ways: Case[] = (['alipay', 'wechat_pay'] as const).flatMap((wallet) => [
  viaSdk(`${wallet}: waits for the payer, and shows the way`, async (merchant) => {
    const made = await intent(merchant, byWallet(wallet));
    expect(made).toMatchObject({
      status: 'requires_action',
      latest_charge: null,
      payment_method_types: [wallet],
      next_action: pages[wallet],
    });
    await expectEvents(merchant, made.id, begun);
  }),
  viaSdk(`${wallet}: authorized by the payer`, async (merchant) => {
    const { id } = await intent(merchant, byWallet(wallet));
    expect(await redirected(merchant, id, 'succeeded')).toMatchObject({ status: 200 });
    const done = await inStatus(merchant, id, 'succeeded');
    expect(done).toMatchObject({ amount_received: 2000, next_action: null });
    const charge = await merchant.stripe.charges.retrieve(done.latest_charge as string);
    expect(charge).toMatchObject({
      captured: true,
      paid: true,
      payment_method_details: { type: wallet, [wallet]: expect.any(Object) },
    });
    await expectEvents(merchant, id, [...begun, ...paid]);
  }),
  viaSdk(`${wallet}: refused by the payer`, async (merchant) => {
    const { id } = await intent(merchant, byWallet(wallet));
    await redirected(merchant, id, 'failed');
    const failed = await inStatus(merchant, id, 'requires_payment_method');
    expect(failed.last_payment_error).toMatchObject({
      code: expect.stringMatching(/provider_decline/),
    });
    expect(await eventsAbout(merchant, id)).toMatchObject([
      ...begun.map((type) => ({ type })),
      { type: 'payment_intent.payment_failed' },
    ]);
  }),
  viaSdk(`${wallet}: held in processing, then paid`, async (merchant) => {
    const { id } = await intent(merchant, byWallet(wallet));
    await redirected(merchant, id, 'processing');
    await inStatus(merchant, id, 'processing');
    await redirected(merchant, id, 'succeeded');
    await inStatus(merchant, id, 'succeeded');
    await expectEvents(merchant, id, [...begun, 'payment_intent.processing', ...paid]);
  }),
  viaNewestSdk(`${wallet}: refunded in part and in full`, async (merchant) => {
    const { id } = await intent(merchant, byWallet(wallet));
    await redirected(merchant, id, 'succeeded');
    const { latest_charge: charge } = await inStatus(merchant, id, 'succeeded');
    for (const amount of [500, 1500])
      expect(await merchant.stripe.refunds.create({ payment_intent: id, amount })).toMatchObject({
        amount,
      });
    await eventually(async () => {
      const now = await merchant.stripe.charges.retrieve(charge as string);
      expect(now).toMatchObject({ amount_refunded: 2000, refunded: true });
    });
  }),
]);

const needs: Case[] = [
  viaSdk('alipay needs a return_url', (merchant) =>
    expectRefusal(intent(merchant, byWallet('alipay', { return_url: undefined })), {
      status: 400,
      code: 'parameter_missing',
      param: 'return_url',
    }),
  ),
  viaSdk('wechat_pay needs to know the client', (merchant) =>
    expectRefusal(intent(merchant, byWallet('wechat_pay', { payment_method_options: undefined })), {
      status: 400,
      code: 'parameter_missing',
      param: 'payment_method_options[wechat_pay][client]',
    }),
  ),
];

export const wallets: Area = { name: 'wallets', cases: [...ways, ...needs] };

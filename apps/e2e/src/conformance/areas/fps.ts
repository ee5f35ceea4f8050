import { eventually } from '@ledgerway/testing';
import type Stripe from 'stripe';
import { viaNewestSdk, viaSdk, type Area, type Case } from '../case.js';
import { crcOf, tagOf } from '../emv-code.js';
import { eventsAbout } from '../events.js';
import type { Merchant } from '../merchant.js';
import { expectRefusal } from '../refusals.js';
import { byWallet, inStatus, intent } from '../resources.js';

const begun = ['payment_intent.created', 'payment_intent.requires_action'];
const paid = ['charge.succeeded', 'payment_intent.succeeded'];

type FpsCode = {
  readonly data: string;
  readonly expires_at: number;
};

async function fps(merchant: Merchant, params: object = {}) {
  const made = await intent(merchant, byWallet('fps', { return_url: undefined, ...params }));
  const action = made.next_action as unknown as { fps_display_qr_code: FpsCode };
  return { id: made.id, made, code: action.fps_display_qr_code };
}

const credit = (merchant: Merchant, reference: string, amount: number, currency = 'hkd') =>
  merchant.post('/v1/test_helpers/fps/credit', { reference, amount, currency });

const unmatched = async (merchant: Merchant, reference: string): Promise<Stripe.Event> =>
  eventually(async () => {
    const { json } = await merchant.get('/v1/events?type=fps.credit.unmatched&limit=100');
    const found = (json as Stripe.ApiList<Stripe.Event>).data.filter((event) =>
      JSON.stringify(event.data.object).includes(reference),
    );
    expect(found).toHaveLength(1);
    return found[0] as Stripe.Event;
  });

const cases: Case[] = [
  viaSdk('fps is for Hong Kong dollars and renminbi', (merchant) =>
    expectRefusal(intent(merchant, byWallet('fps', { currency: 'usd' })), {
      status: 400,
    }),
  ),
  viaSdk('fps: shows a code that banks can read', async (merchant) => {
    const { made, code } = await fps(merchant);
    expect(made).toMatchObject({
      status: 'requires_action',
      next_action: {
        type: 'fps_display_qr_code',
        fps_display_qr_code: {
          image_url_png: expect.stringMatching(/^http/),
          image_url_svg: expect.stringMatching(/^http/),
          hosted_instructions_url: expect.stringMatching(/^http/),
        },
      },
    });
    expect(code.expires_at).toBeGreaterThan(made.created);
    const { data } = code;
    expect({
      format: tagOf(data, '00'),
      dynamic: tagOf(data, '01'),
      scheme: tagOf(data, '26', '00'),
      currency: tagOf(data, '53'),
      amount: Number(tagOf(data, '54')),
      country: tagOf(data, '58'),
    }).toEqual({
      format: '01',
      dynamic: '12',
      scheme: 'hk.com.hkicl',
      currency: '344',
      amount: 20,
      country: 'HK',
    });
    expect(tagOf(data, '62', '05')).toMatch(/^.{1,25}$/);
    expect(tagOf(data, '63')).toBe(crcOf(data));
  }),
  viaSdk('fps: the right credit pays', async (merchant) => {
    const { id, code } = await fps(merchant);
    const reference = tagOf(code.data, '62', '05') as string;
    expect(await credit(merchant, reference, 2000)).toMatchObject({ status: 200 });
    const done = await inStatus(merchant, id, 'succeeded');
    const charge = await merchant.stripe.charges.retrieve(done.latest_charge as string);
    expect(charge).toMatchObject({ captured: true, payment_method_details: { type: 'fps' } });
    const types = (await eventsAbout(merchant, id)).map(({ type }) => type);
    expect(types.filter((type) => type !== 'payment_intent.processing')).toEqual([
      ...begun,
      ...paid,
    ]);
  }),
  ...(
    [
      ['short', 1999],
      ['over', 2001],
    ] as const
  ).map(([name, amount]) =>
    viaSdk(`fps: a credit that is ${name} stays in suspense, and is told`, async (merchant) => {
      const { id, code } = await fps(merchant);
      const reference = tagOf(code.data, '62', '05') as string;
      await credit(merchant, reference, amount);
      const event = await unmatched(merchant, reference);
      expect(event.data.object).toMatchObject({ amount, currency: 'hkd', reference });
      expect(await merchant.stripe.paymentIntents.retrieve(id)).toMatchObject({
        status: 'requires_action',
        amount_received: 0,
      });
    }),
  ),
  viaNewestSdk('fps: a credit that nobody waits for is told', async (merchant) => {
    await credit(merchant, 'NOBODY0001', 700);
    expect((await unmatched(merchant, 'NOBODY0001')).data.object).toMatchObject({ amount: 700 });
  }),
  viaSdk('fps: a credit for a canceled intent is kept and told', async (merchant) => {
    const { id, code } = await fps(merchant);
    const reference = tagOf(code.data, '62', '05') as string;
    await merchant.stripe.paymentIntents.cancel(id);
    await credit(merchant, reference, 2000);
    await unmatched(merchant, reference);
    expect((await merchant.stripe.paymentIntents.retrieve(id)).status).toBe('canceled');
  }),
  viaSdk('fps: confirming again makes the old code worthless', async (merchant) => {
    const { id, code } = await fps(merchant);
    const old = tagOf(code.data, '62', '05') as string;
    const data = { type: 'fps' } as unknown as Stripe.PaymentIntentConfirmParams.PaymentMethodData;
    const again = await merchant.stripe.paymentIntents.confirm(id, { payment_method_data: data });
    const action = again.next_action as unknown as { fps_display_qr_code: FpsCode };
    const fresh = tagOf(action.fps_display_qr_code.data, '62', '05') as string;
    expect(fresh).not.toBe(old);
    await credit(merchant, old, 2000);
    await unmatched(merchant, old);
    await credit(merchant, fresh, 2000);
    await inStatus(merchant, id, 'succeeded');
  }),
  viaNewestSdk('fps: a refund is a transfer of its own, so it begins pending', async (merchant) => {
    const { id, code } = await fps(merchant);
    await credit(merchant, tagOf(code.data, '62', '05') as string, 2000);
    await inStatus(merchant, id, 'succeeded');
    const refund = await merchant.stripe.refunds.create({ payment_intent: id });
    expect(refund.status).toBe('pending');
    await eventually(async () => {
      expect((await merchant.stripe.refunds.retrieve(refund.id)).status).toBe('succeeded');
    });
  }),
];

export const fpsArea: Area = { name: 'FPS', cases };

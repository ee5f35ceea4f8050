import { parseFpsPayload } from '@ledgerway/contracts';
import { eventually, HttpSink } from '@ledgerway/testing';
import type Stripe from 'stripe';
import type { Journey } from './journey.js';

type Wallet = 'alipay' | 'wechat_pay' | 'fps';

export const wallets: Journey = (deployment) => {
  // Old and new types of the SDK disagree on what is sent; the server takes what shops send.
  const waiting = (type: Wallet, params: object = {}) =>
    deployment()
      .sdk()
      .paymentIntents.create({
        amount: 12_850,
        currency: 'hkd',
        payment_method_types: [type],
        payment_method_data: { type },
        confirm: true,
        ...params,
      } as Stripe.PaymentIntentCreateParams);

  const helper = async (path: string, body: string) => {
    const answer = await deployment().request('POST', `/v1/test_helpers/${path}`, { body });
    expect(answer).toMatchObject({ status: 200 });
    return answer.json;
  };

  const credit = (reference: string, amount: number) =>
    helper('fps/credit', `reference=${reference}&amount=${amount}&currency=hkd`);

  const statusOf = async (id: string) =>
    (await deployment().sdk().paymentIntents.retrieve(id)).status;

  describe('a wallet', () => {
    it('of AlipayHK is paid on its page', async () => {
      const intent = await waiting('alipay', { return_url: 'https://shop.example/back' });
      expect(intent).toMatchObject({
        status: 'requires_action',
        next_action: { type: 'alipay_handle_redirect' },
      });
      await helper(`payment_intents/${intent.id}/complete_redirect`, 'outcome=succeeded');
      expect(await statusOf(intent.id)).toBe('succeeded');
    });

    it('of WeChat Pay HK is paid by a code, and may keep the shop waiting', async () => {
      const { id, next_action: action } = await waiting('wechat_pay', {
        payment_method_options: { wechat_pay: { client: 'web' } },
      });
      const code = action?.wechat_pay_display_qr_code;
      expect(code?.image_data_url).toMatch(/^data:image\/png;base64,/);
      const image = await fetch(code?.image_url_png as string);
      expect(image.headers.get('content-type')).toBe('image/png');
      await helper(`payment_intents/${id}/complete_redirect`, 'outcome=processing');
      expect(await statusOf(id)).toBe('processing');
      await helper(`payment_intents/${id}/complete_redirect`, 'outcome=succeeded');
      expect(await statusOf(id)).toBe('succeeded');
    });
  });

  describe('a bank transfer by FPS', () => {
    const code = async () => {
      const { id, next_action: action } = await waiting('fps');
      const { data } = (action as unknown as { fps_display_qr_code: { data: string } })
        .fps_display_qr_code;
      const read = parseFpsPayload(data);
      if (!read.ok) throw new Error(`no code of FPS: ${data}`);
      expect(read.payload).toMatchObject({ amount: 12_850n, currency: 'hkd' });
      return { id, reference: read.payload.reference };
    };

    it('pays the intent whose code the payer scanned', async () => {
      const { id, reference } = await code();
      expect(await credit(reference, 12_850)).toMatchObject({ matched: true, payment_intent: id });
      await eventually(async () => expect(await statusOf(id)).toBe('succeeded'));
    });

    it('of too little pays nothing, and is told of, so that it is never lost', async () => {
      const stripe = deployment().sdk();
      const sink = await HttpSink.start();
      const { id: endpoint } = await stripe.webhookEndpoints.create({
        url: sink.url(),
        enabled_events: ['*'],
      });
      const { id, reference } = await code();
      expect(await credit(reference, 12_849)).toMatchObject({ matched: false, cause: 'short' });
      expect(await statusOf(id)).toBe('requires_action');
      const [delivery] = await sink.waitFor(({ body }) => body.includes('fps.credit.unmatched'));
      expect(JSON.parse(String(delivery?.body))).toMatchObject({
        data: { object: { amount: 12_849, currency: 'hkd', reference, cause: 'short' } },
      });
      await stripe.webhookEndpoints.del(endpoint);
      await sink.close();
    });
  });
};

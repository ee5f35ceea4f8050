import { specFor } from '@ledgerway/testing';
import { at } from '../testing/examples.js';
import {
  after,
  alipay,
  confirm,
  confirmed,
  actionRequired,
  createIntent,
  fps,
  happened,
  manual,
  wechat,
} from '../testing/payment-intents.js';
import type { MethodSnapshot } from '../payment-method/model.js';
import { stream } from '../stream/stream.js';
import { fpsCodeLifetimeMs, wechatCodeLifetimeMs } from './methods.js';
import type { IntentAction } from './model.js';

const { given } = specFor(stream);
const created = happened(createIntent());

describe('confirming with a wallet or a bank transfer', () => {
  it.each<[string, MethodSnapshot, IntentAction]>([
    [
      'to the wallet',
      alipay,
      {
        kind: 'redirect_wallet',
        url: 'https://pay.test/pages/wallet/pi_1',
        returnUrl: 'https://shop.test/done',
      },
    ],
    [
      'a code to scan',
      wechat,
      { kind: 'qr_wechat', pagesUrl: 'https://pay.test', expiresAt: at + wechatCodeLifetimeMs },
    ],
    [
      'a code to pay',
      fps,
      {
        kind: 'qr_fps',
        reference: 'fps1',
        fpsId: '1234567',
        merchantName: 'Tea shop',
        pagesUrl: 'https://pay.test',
        expiresAt: at + fpsCodeLifetimeMs,
      },
    ],
  ])('shows the payer the way: %s', (_, method, action) =>
    given(...created)
      .when(confirm(method))
      .then(confirmed(method), actionRequired(action)),
  );
  it('fails the attempt if the payer may not be asked', () => {
    const { state } = after(createIntent(), confirm(fps, 1, { errorOnRequiresAction: true }));
    expect(state.intent).toMatchObject({
      status: 'requires_payment_method',
      lastError: { code: 'payment_intent_action_required', errorType: 'invalid_request_error' },
    });
  });
  it.each([alipay, wechat, fps])('refuses to capture $type later', (method) =>
    given(...happened(createIntent(manual)))
      .when(confirm(method))
      .thenRejected('intent_method_type_not_allowed'),
  );
  it('takes a bank transfer in its two currencies only', () => {
    for (const currency of ['hkd', 'cny'])
      expect(after(createIntent({ currency }), confirm(fps)).state.intent?.status).toBe(
        'requires_action',
      );
    given(...happened(createIntent({ currency: 'usd' })))
      .when(confirm(fps))
      .thenRejected('intent_method_type_not_allowed');
  });
  it('needs to know where a WeChat code is shown', () =>
    given(...happened(createIntent({ methodOptions: {} })))
      .when(confirm(wechat))
      .thenRejected('intent_client_parameter'));
});

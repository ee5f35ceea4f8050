import type { IntentAction, PaymentIntent, StreamEvent } from '@ledgerway/domain';
import { parseFpsPayload } from '../fps/parse-fps-payload.js';
import {
  at,
  authorized,
  captured,
  captureRequested,
  expiresAt,
  sold,
} from '../testing/examples.js';
import {
  attemptError,
  challenge,
  confirmed,
  fpsCode,
  intent,
  intentCharged,
  intentChargeId,
  intentCreated,
  intentDeclined,
  intentId,
  manualIntentCreated,
  method,
  methodId,
  pagesUrl,
  setupIntent,
  snapshot,
  stateAfter,
} from '../testing/stream-examples.js';
import { stateFromJson, stateToJson } from '../wire/state.js';
import { qrTextOf } from './next-action.js';
import { renderPaymentIntent } from './payment-intent.js';
import { withoutSecrets } from './publishable-view.js';
import { renderSetupIntent } from './setup-intent.js';

const secret = `${intentId}_secret_x`;
const view = { clientSecret: secret };
const rendered = (...events: readonly StreamEvent[]) =>
  renderPaymentIntent(stateAfter(...events), view);
const having = (changed: Partial<PaymentIntent>) =>
  renderPaymentIntent({ ...stateAfter(intentCreated), intent: { ...intent, ...changed } }, view);

describe('a payment intent', () => {
  it('shows all its fields, nulls in place', () => {
    const shown = rendered(intentCreated);
    expect(shown).toMatchObject({
      id: intentId,
      object: 'payment_intent',
      allowed_payment_method_types: null,
      amount: 2000,
      amount_capturable: 0,
      amount_received: 0,
      automatic_payment_methods: { allow_redirects: 'always', enabled: true },
      canceled_at: null,
      capture_method: 'automatic_async',
      client_secret: secret,
      created: at / 1000,
      latest_charge: null,
      next_action: null,
      payment_method: methodId,
      payment_method_types: ['card', 'fps', 'wechat_pay', 'alipay'],
      status: 'requires_confirmation',
    });
    expect(Object.values(shown)).not.toContain(undefined);
    expect(shown).not.toHaveProperty('charges');
  });
  it('counts what it holds and what it has received', () => {
    const held = [manualIntentCreated, confirmed(), intentCharged(1, { capture: 'manual' })];
    expect(rendered(...held, authorized)).toMatchObject({
      amount_capturable: 2000,
      amount_received: 0,
      latest_charge: intentChargeId(1),
      status: 'requires_capture',
    });
    expect(
      rendered(...held, authorized, captureRequested(1500n), captured(1500n, 500n)),
    ).toMatchObject({ amount_capturable: 0, amount_received: 1500, status: 'succeeded' });
    expect(rendered(intentCreated, confirmed(), intentCharged(), authorized, sold)).toMatchObject({
      amount_received: 2000,
      status: 'succeeded',
    });
  });
  it('says why its last attempt failed, like an error would, and with the method', () => {
    const kept: StreamEvent = { type: 'PaymentMethodCreated', method, at };
    const shown = rendered(kept, intentCreated, confirmed(), intentCharged(), intentDeclined);
    expect(shown).toMatchObject({ payment_method: null, status: 'requires_payment_method' });
    expect(shown.last_payment_error).toEqual({
      charge: intentChargeId(1),
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      doc_url: expect.stringMatching(/\/card-declined$/) as string,
      message: 'Your card has insufficient funds.',
      payment_method: expect.objectContaining({
        id: methodId,
        metadata: { order_id: '6735' },
      }) as object,
      type: 'card_error',
    });
  });
  it('knows the age of a method that is kept elsewhere', () =>
    expect(having({ lastError: attemptError }).last_payment_error?.payment_method).toMatchObject({
      id: methodId,
      created: at / 1000,
      livemode: false,
      metadata: {},
    }));
  it('shows the reason of a cancellation once it is canceled', () => {
    const asked = { cancellationReason: 'abandoned', status: 'requires_capture' } as const;
    expect(having(asked).cancellation_reason).toBeNull();
    expect(having({ ...asked, status: 'canceled' }).cancellation_reason).toBe('abandoned');
  });
  it('shows options for each type that may pay, the merchant’s over the usual ones', () => {
    const methodOptions = { wechat_pay: { client: 'web' }, klarna: { x: 1 } };
    const details = { ...intent.details, methodTypes: ['card', 'wechat_pay'], methodOptions };
    expect(having({ details }).payment_method_options).toEqual({
      card: expect.objectContaining({ request_three_d_secure: 'automatic' }) as object,
      wechat_pay: { app_id: null, client: 'web' },
    });
  });
  it('renders the same bytes after a way over the wire', () => {
    const state = stateAfter(intentCreated, confirmed(), intentCharged(), intentDeclined);
    const again = stateFromJson(stateToJson(state));
    expect(JSON.stringify(renderPaymentIntent(again, view))).toBe(
      JSON.stringify(renderPaymentIntent(state, view)),
    );
  });
});

describe('what the payer has to do next', () => {
  const next = (action: IntentAction) => having({ action, status: 'requires_action' }).next_action;
  const returnUrl = 'https://shop.example.com/back';

  it('is a challenge on our page, if the merchant said where to return to', () =>
    expect(next(challenge)).toEqual({
      redirect_to_url: { return_url: returnUrl, url: `${pagesUrl}/pages/3ds/${intentId}` },
      type: 'redirect_to_url',
    }));
  it('is a challenge in the merchant’s page otherwise', () =>
    expect(next({ kind: 'use_sdk', url: 'https://pay.example.com/x' })).toMatchObject({
      type: 'use_stripe_sdk',
      use_stripe_sdk: { stripe_js: 'https://pay.example.com/x' },
    }));
  it('is the wallet’s page', () =>
    expect(next({ kind: 'redirect_wallet', url: 'https://pay.example.com/w', returnUrl })).toEqual({
      alipay_handle_redirect: {
        native_data: null,
        native_url: null,
        return_url: returnUrl,
        url: 'https://pay.example.com/w',
      },
      type: 'alipay_handle_redirect',
    }));
  it('is a WeChat code, with its image if somebody has drawn it', () => {
    const action: IntentAction = { kind: 'qr_wechat', pagesUrl, expiresAt };
    const data = `${pagesUrl}/pages/wallet/${intentId}`;
    expect(qrTextOf({ ...intent, action })).toBe(data);
    expect(next(action)).toEqual({
      type: 'wechat_pay_display_qr_code',
      wechat_pay_display_qr_code: {
        data,
        hosted_instructions_url: `${pagesUrl}/pages/wechat/${intentId}`,
        image_data_url: null,
        image_url_png: `${pagesUrl}/qr/${intentId}.png`,
        image_url_svg: `${pagesUrl}/qr/${intentId}.svg`,
      },
    });
    const state = { ...stateAfter(intentCreated), intent: { ...intent, action } };
    const drawn = { ...view, imageDataUrl: 'data:image/png;base64,AA==' };
    expect(renderPaymentIntent(state, drawn).next_action).toMatchObject({
      wechat_pay_display_qr_code: { image_data_url: drawn.imageDataUrl },
    });
  });
  it('is an FPS code of this amount, for this attempt, until its time is over', () => {
    const shown = next(fpsCode);
    if (shown?.type !== 'fps_display_qr_code') throw new Error('no FPS code');
    const { data, expires_at } = shown.fps_display_qr_code;
    expect(parseFpsPayload(data)).toMatchObject({
      ok: true,
      payload: {
        amount: 2000n,
        currency: 'hkd',
        reference: fpsCode.kind === 'qr_fps' && fpsCode.reference,
      },
    });
    expect(qrTextOf({ ...intent, action: fpsCode })).toBe(data);
    expect(expires_at).toBe(at / 1000 + 900);
  });
  it('has no code to draw otherwise', () => {
    expect(qrTextOf(intent)).toBeNull();
    expect(qrTextOf({ ...intent, action: challenge })).toBeNull();
  });
});

describe('a setup intent', () => {
  it('shows its fields, its challenge and its last error', () => {
    const failed = { ...setupIntent, action: challenge, lastError: attemptError };
    const shown = renderSetupIntent(failed, { clientSecret: null });
    expect(shown).toMatchObject({
      object: 'setup_intent',
      client_secret: null,
      last_setup_error: { payment_method: { id: snapshot.id }, type: 'invalid_request_error' },
      latest_attempt: null,
      next_action: { type: 'redirect_to_url' },
      payment_method: snapshot.id,
      usage: 'off_session',
    });
    expect(Object.values(shown)).not.toContain(undefined);
  });
  it('never shows a code to scan: there is no such setup', () =>
    expect(() =>
      renderSetupIntent({ ...setupIntent, action: fpsCode }, { clientSecret: null }),
    ).toThrow('qr_fps'));
});

describe('what a publishable key sees', () => {
  it('is an intent without what is the merchant’s own business, however deep', () => {
    const shown = withoutSecrets(having({ lastError: attemptError, status: 'canceled' }));
    for (const field of ['metadata', 'customer', 'transfer_data', 'on_behalf_of']) {
      expect(shown).not.toHaveProperty(field);
      expect(shown).not.toHaveProperty(['last_payment_error', 'payment_method', field]);
    }
    expect(shown).toMatchObject({ id: intentId, client_secret: secret, amount: 2000 });
    expect(shown.payment_method_types).toEqual(['card', 'fps', 'wechat_pay', 'alipay']);
  });
});

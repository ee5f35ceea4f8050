// What the payer of an intent has to do next, and where.
import type { IntentAction, PaymentIntent } from '@ledgerway/domain';
import type { FpsCurrency } from '../fps/fps-format.js';
import { fpsPayload } from '../fps/fps-payload.js';
import { publicTime } from './amount.js';

type ActionOf<K extends IntentAction['kind']> = Extract<IntentAction, { kind: K }>;

/** The text of the QR code that the payer scans; null if no code is open. */
export function qrTextOf(intent: PaymentIntent): string | null {
  const { action } = intent;
  if (action?.kind === 'qr_wechat') return walletPage(action, intent);
  return action?.kind === 'qr_fps' ? fpsText(action, intent) : null;
}

/** WeChat opens the address in the code; in the sandbox that is our own page for its payer. */
const walletPage = ({ pagesUrl }: ActionOf<'qr_wechat'>, { id }: PaymentIntent) =>
  `${pagesUrl}/pages/wallet/${id}`;

const fpsText = (action: ActionOf<'qr_fps'>, { details: { amount, currency } }: PaymentIntent) =>
  fpsPayload({
    fpsId: action.fpsId,
    merchantName: action.merchantName,
    reference: action.reference,
    expiresAt: action.expiresAt,
    amount,
    currency: currency as FpsCurrency, // An intent in another currency never gets an FPS code.
  });

/** `next_action` of a payment. `imageDataUrl`: the image of `qrTextOf`, if somebody has drawn it. */
export function renderPaymentAction(intent: PaymentIntent, imageDataUrl: string | null) {
  const { id, action } = intent;
  switch (action?.kind) {
    case undefined:
      return null;
    case 'redirect_3ds':
    case 'use_sdk':
      return renderChallenge(action);
    case 'redirect_wallet':
      return {
        alipay_handle_redirect: {
          native_data: null,
          native_url: null,
          return_url: action.returnUrl,
          url: action.url,
        },
        type: 'alipay_handle_redirect' as const,
      };
    case 'qr_wechat':
      return {
        type: 'wechat_pay_display_qr_code' as const,
        wechat_pay_display_qr_code: {
          data: walletPage(action, intent),
          hosted_instructions_url: `${action.pagesUrl}/pages/wechat/${id}`,
          image_data_url: imageDataUrl,
          ...imagesOf(action, id),
        },
      };
    case 'qr_fps':
      return {
        fps_display_qr_code: {
          data: fpsText(action, intent),
          expires_at: publicTime(action.expiresAt),
          hosted_instructions_url: `${action.pagesUrl}/pages/fps/${id}`,
          ...imagesOf(action, id),
        },
        type: 'fps_display_qr_code' as const,
      };
  }
}

const imagesOf = ({ pagesUrl }: ActionOf<'qr_wechat' | 'qr_fps'>, id: string) => ({
  image_url_png: `${pagesUrl}/qr/${id}.png`,
  image_url_svg: `${pagesUrl}/qr/${id}.svg`,
});

/** `next_action` of a setup, which only ever asks for 3-D Secure. */
export function renderSetupAction(action: IntentAction | null) {
  if (action === null) return null;
  if (action.kind === 'redirect_3ds' || action.kind === 'use_sdk') return renderChallenge(action);
  throw new Error(`No setup asks for ${action.kind}`);
}

const renderChallenge = (action: ActionOf<'redirect_3ds' | 'use_sdk'>) =>
  action.kind === 'redirect_3ds'
    ? {
        redirect_to_url: { return_url: action.returnUrl, url: action.url },
        type: 'redirect_to_url' as const,
      }
    : {
        type: 'use_stripe_sdk' as const,
        use_stripe_sdk: { stripe_js: action.url, type: 'three_d_secure_redirect' },
      };

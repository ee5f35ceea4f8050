// Whether a method may pay an intent, and what its payer has to do before there is a charge.
import type { CardSnapshot, MethodType, Timestamp } from '../charge/model.js';
import type { MethodSnapshot } from '../payment-method/model.js';
import type {
  Confirmation,
  IntentAction,
  PaymentIntent,
  PaymentIntentDetails,
  PaymentIntentRejection,
} from './model.js';

/** A WeChat code may be scanned for this long; the wallet itself gives no shorter limit. */
export const wechatCodeLifetimeMs = 2 * 60 * 60 * 1000;
/** A bank transfer for an FPS code must come in this soon: the payer stands at the checkout. */
export const fpsCodeLifetimeMs = 15 * 60 * 1000;
/** FPS settles in these currencies only. */
export const fpsCurrencies: readonly string[] = ['hkd', 'cny'];
/** Methods whose payer leaves the merchant's page, and must be sent back to it. */
export const redirectMethodTypes: readonly MethodType[] = ['alipay'];

/**
 * Why this method cannot pay under these terms. Wallets and bank transfers move the money at once,
 * so there is nothing that could be captured later.
 */
export function methodRefusal(
  details: PaymentIntentDetails,
  { type, customer }: MethodSnapshot,
): PaymentIntentRejection | undefined {
  const { methodTypes, captureMethod, currency } = details;
  if (!methodTypes.includes(type)) return 'intent_method_type_not_allowed';
  if (type !== 'card' && captureMethod === 'manual') return 'intent_method_type_not_allowed';
  if (type === 'fps' && !fpsCurrencies.includes(currency)) return 'intent_method_type_not_allowed';
  if (customer === null || customer === details.customer) return undefined;
  return details.customer === null
    ? 'intent_method_needs_customer'
    : 'intent_method_of_other_customer';
}

/** Why a confirmation with this method cannot begin an attempt. */
export function confirmationRefusal(
  details: PaymentIntentDetails,
  method: MethodSnapshot,
  { returnUrl }: Confirmation,
): PaymentIntentRejection | undefined {
  const refusal = methodRefusal(details, method);
  if (refusal !== undefined) return refusal;
  const client = optionOf(details, 'wechat_pay', 'client');
  if (method.type === 'wechat_pay' && typeof client !== 'string') return 'intent_client_parameter';
  return returnUrl === null && mayRedirect(details, method)
    ? 'intent_return_url_missing'
    : undefined;
}

/** With automatic methods the payer may still choose one that redirects, whichever is given now. */
function mayRedirect(details: PaymentIntentDetails, { type }: MethodSnapshot): boolean {
  if (redirectMethodTypes.includes(type)) return true;
  const { automaticMethods, methodTypes } = details;
  if (automaticMethods?.enabled !== true || automaticMethods.allowRedirects === 'never')
    return false;
  return redirectMethodTypes.some((redirecting) => methodTypes.includes(redirecting));
}

/** One of the merchant's `payment_method_options`, as it was sent. */
function optionOf({ methodOptions }: PaymentIntentDetails, type: MethodType, name: string) {
  const options = methodOptions?.[type];
  if (typeof options !== 'object' || options === null) return undefined;
  return (options as Readonly<Record<string, unknown>>)[name];
}

/** What the payer of this attempt has to do first; null if the acquirer can be asked at once. */
export function payerAction(
  { id, details }: PaymentIntent,
  method: MethodSnapshot,
  confirm: Confirmation,
  at: Timestamp,
): IntentAction | null {
  const { pagesUrl, returnUrl, reference, fpsId, merchantName, offSession } = confirm;
  switch (method.type) {
    case 'card': {
      if (!needsAuthentication(details, method, offSession)) return null;
      const url = `${pagesUrl}/pages/3ds/${id}`;
      return returnUrl === null
        ? { kind: 'use_sdk', url }
        : { kind: 'redirect_3ds', url, returnUrl };
    }
    case 'alipay':
      return { kind: 'redirect_wallet', url: `${pagesUrl}/pages/wallet/${id}`, returnUrl };
    case 'wechat_pay':
      return { kind: 'qr_wechat', pagesUrl, expiresAt: at + wechatCodeLifetimeMs };
    case 'fps': {
      const expiresAt = at + fpsCodeLifetimeMs;
      return { kind: 'qr_fps', reference, fpsId, merchantName, pagesUrl, expiresAt };
    }
  }
}

const challengeRequests: readonly unknown[] = ['any', 'challenge'];

/**
 * Whether the payer must pass 3-D Secure. A card that was set up once needs none until it is to be
 * set up again; a card that merely supports it is challenged when the merchant asks for that.
 */
function needsAuthentication(
  details: PaymentIntentDetails,
  { card, setUp }: MethodSnapshot,
  offSession: boolean,
): boolean {
  const authentication: CardSnapshot['authentication'] = card?.authentication;
  switch (authentication) {
    case undefined:
      return false;
    case 'required':
      return true;
    case 'required_unless_set_up':
      return !setUp || (!offSession && details.setupFutureUsage !== null);
    case 'optional': {
      const request = optionOf(details, 'card', 'request_three_d_secure');
      return !offSession && challengeRequests.includes(request);
    }
  }
}

import type { CardSnapshot, MethodSnapshot, MethodType, PaymentMethod } from '@ledgerway/domain';
import { timeOfId } from '../ids.js';
import { renderBillingDetails } from './address.js';
import { publicTime } from './amount.js';

export type PublicPaymentMethod = ReturnType<typeof renderPaymentMethod>;

/** The `payment_method` object. */
export const renderPaymentMethod = (method: PaymentMethod) => ({
  id: method.id,
  object: 'payment_method' as const,
  ...(method.type === 'alipay' && { alipay: {} }),
  allow_redisplay: 'unspecified' as const,
  billing_details: renderBillingDetails(method.billing, null),
  ...(method.card !== null && { card: renderMethodCard(method.card) }),
  created: publicTime(method.createdAt),
  customer: method.customer,
  customer_account: null,
  ...(method.type === 'fps' && { fps: {} }),
  livemode: method.livemode,
  metadata: method.metadata,
  type: method.type satisfies MethodType,
  ...(method.type === 'wechat_pay' && { wechat_pay: {} }),
});

const renderMethodCard = (card: CardSnapshot) => ({
  brand: card.brand,
  checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: null },
  country: card.country,
  display_brand: card.brand,
  exp_month: card.expMonth,
  exp_year: card.expYear,
  fingerprint: card.fingerprint,
  funding: card.funding,
  generated_from: null,
  last4: card.last4,
  networks: { available: [card.brand], preferred: null },
  regulated_status: null,
  three_d_secure_usage: { supported: card.authentication !== undefined },
  wallet: null,
});

type Payment = {
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly createdAt: number;
};

/**
 * The method of a payment that may live in another stream: what the payment does not know of it
 * shows as if it had never been set. Its age is known, since ids carry the time they were made.
 */
export const renderMethodOf = (
  { merchantId, livemode, createdAt }: Payment,
  method: MethodSnapshot,
  kept: readonly PaymentMethod[] = [],
): PublicPaymentMethod =>
  renderPaymentMethod(
    kept.find(({ id }) => id === method.id) ?? {
      ...method,
      merchantId,
      livemode,
      metadata: {},
      createdAt: timeOfId(method.id) ?? createdAt,
      usedBy: null,
      detachedAt: null,
    },
  );

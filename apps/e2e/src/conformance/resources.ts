// What the cases begin with.
import { eventually } from '@ledgerway/testing';
import type Stripe from 'stripe';
import type { Merchant } from './merchant.js';

type Made<T> = Promise<Stripe.Response<T>>;

export const sale = { amount: 2000, currency: 'hkd', source: 'tok_visa' } as const;

export const charge = ({ stripe }: Merchant, params: object = {}): Made<Stripe.Charge> =>
  stripe.charges.create({ ...sale, ...params });

/** A charge whose money is only reserved. */
export const authorization = (merchant: Merchant, params: object = {}): Made<Stripe.Charge> =>
  charge(merchant, { ...sale, capture: false, ...params });

/** `count` charges, one after the other: their ids, newest first as lists have them. */
export async function chargeIds(merchant: Merchant, count: number, params: object = {}) {
  const ids: string[] = [];
  while (ids.length < count) ids.unshift((await charge(merchant, params)).id);
  return ids;
}

export const customer = ({ stripe }: Merchant, params: object = {}): Made<Stripe.Customer> =>
  stripe.customers.create({ email: 'ada@example.com', ...params });

const withoutRedirects = { enabled: true, allow_redirects: 'never' } as const;

/** An intent that card methods can confirm without a page to come back to. */
export const intent = ({ stripe }: Merchant, params: object = {}): Made<Stripe.PaymentIntent> =>
  stripe.paymentIntents.create({
    amount: 2000,
    currency: 'hkd',
    automatic_payment_methods: withoutRedirects,
    ...params,
  });

/** An intent that is paid, reserved or refused at once. */
export const confirmed = (merchant: Merchant, params: object = {}): Made<Stripe.PaymentIntent> =>
  intent(merchant, { confirm: true, payment_method: 'pm_card_visa', ...params });

export const byWallet = (type: 'alipay' | 'wechat_pay' | 'fps', params: object = {}) => ({
  automatic_payment_methods: undefined,
  payment_method_types: [type],
  payment_method_data: { type },
  confirm: true,
  return_url: 'https://shop.example/back',
  ...(type === 'wechat_pay' && { payment_method_options: { wechat_pay: { client: 'web' } } }),
  ...params,
});

/** The test helper of that name, for an intent. */
export const helper = (merchant: Merchant, intentId: string, name: string, params: object = {}) =>
  merchant.post(`/v1/test_helpers/payment_intents/${intentId}/${name}`, { ...params });

export const days = (count: number) => count * 86_400;

/** Moves the test mode of the account; what became due is then done or visibly under way. */
export async function advance(merchant: Merchant, bySeconds: number): Promise<void> {
  const answer = await merchant.post('/v1/test_helpers/clock/advance', { seconds: bySeconds });
  expect(answer).toMatchObject({ status: 200 });
}

/** Waits until the intent has come to the status. */
export const inStatus = (
  merchant: Merchant,
  id: string,
  status: string,
): Promise<Stripe.PaymentIntent> =>
  eventually(async () => {
    const now = await merchant.stripe.paymentIntents.retrieve(id);
    expect(now.status).toBe(status);
    return now;
  });

// Compile-time test: what the renderers make is what the official SDK's own types promise. A field
// that is missing, of another type or unknown to the SDK does not compile. Nothing runs here.
import type Stripe from 'stripe';
import type { renderAccount } from './account.js';
import type { renderBalance, renderBalanceTransaction } from './balance-transaction.js';
import type { renderCard } from './card.js';
import type { renderCharge } from './charge.js';
import type { renderEvent } from './event.js';
import type { renderRefund } from './refund.js';
import type { renderToken } from './token.js';
import type { renderDeleted, renderWebhookEndpoint } from './webhook-endpoint.js';

type Made<F extends (...args: never[]) => unknown> = NonNullable<ReturnType<F>>;

/** The fields of ours that the SDK has no name for, at this level. */
type Unknown<Ours, Theirs> = Ours extends unknown ? Exclude<keyof Ours, keyof Theirs> : never;

/** True only if `Ours` can stand for `Theirs` and has no field that `Theirs` has not. */
type Conforms<Ours extends Theirs, Theirs> = [Unknown<Ours, Theirs>] extends [never] ? true : false;

type Charge = Made<typeof renderCharge>;
type CardDetails = Charge['payment_method_details']['card'];
type Refund = Made<typeof renderRefund>;
type Token = Made<typeof renderToken>;

export const conforms: readonly true[] = [
  true satisfies Conforms<Charge, Stripe.Charge>,
  true satisfies Conforms<Charge['billing_details'], Stripe.Charge.BillingDetails>,
  true satisfies Conforms<NonNullable<Charge['outcome']>, Stripe.Charge.Outcome>,
  true satisfies Conforms<NonNullable<Charge['shipping']>, Stripe.Charge.Shipping>,
  true satisfies Conforms<Charge['payment_method_details'], Stripe.Charge.PaymentMethodDetails>,
  true satisfies Conforms<CardDetails, Stripe.Charge.PaymentMethodDetails.Card>,
  true satisfies Conforms<CardDetails['checks'], Stripe.Charge.PaymentMethodDetails.Card.Checks>,
  true satisfies Conforms<Made<typeof renderCard>, Stripe.Card>,
  true satisfies Conforms<Refund, Stripe.Refund>,
  true satisfies Conforms<Refund['destination_details'], Stripe.Refund.DestinationDetails>,
  true satisfies Conforms<Made<typeof renderBalanceTransaction>, Stripe.BalanceTransaction>,
  true satisfies Conforms<Made<typeof renderBalance>, Stripe.Balance>,
  true satisfies Conforms<Made<typeof renderWebhookEndpoint>, Stripe.WebhookEndpoint>,
  true satisfies Conforms<
    Made<typeof renderDeleted<'webhook_endpoint'>>,
    Stripe.DeletedWebhookEndpoint
  >,
  true satisfies Conforms<Made<typeof renderAccount>, Stripe.Account>,
  true satisfies Conforms<Token, Stripe.Token>,
  true satisfies Conforms<
    Omit<Made<typeof renderEvent>, 'data' | 'type'>,
    Omit<Stripe.Event, 'data' | 'type'>
  >,
];

// Compile-time test: what the renderers make is what the official SDK's own types promise. A field
// that is missing, of another type or unknown to the SDK does not compile. Nothing runs here.
import type Stripe from 'stripe';
import type { renderAccount } from './account.js';
import type { renderBalance, renderBalanceTransaction } from './balance-transaction.js';
import type { renderCard, renderSource } from './card.js';
import type { renderCharge } from './charge.js';
import type { renderCustomer } from './customer.js';
import type { renderDeleted } from './deleted.js';
import type { renderDispute } from './dispute.js';
import type { renderEvent } from './event.js';
import type { renderFile } from './file.js';
import type { renderPaymentIntent } from './payment-intent.js';
import type { renderPaymentMethod } from './payment-method.js';
import type { renderPayout } from './payout.js';
import type { renderRefund } from './refund.js';
import type { renderReportRun, renderReportType } from './report-run.js';
import type { renderSetupIntent } from './setup-intent.js';
import type { renderToken } from './token.js';
import type { renderWebhookEndpoint } from './webhook-endpoint.js';

type Made<F extends (...args: never[]) => unknown> = NonNullable<ReturnType<F>>;

/** The fields of ours that the SDK has no name for, at this level. */
type Unknown<Ours, Theirs> = Ours extends unknown ? Exclude<keyof Ours, keyof Theirs> : never;

/** True only if `Ours` can stand for `Theirs` and has no field that `Theirs` has not. */
type Conforms<Ours extends Theirs, Theirs> = [Unknown<Ours, Theirs>] extends [never] ? true : false;

/** FPS is our own: what of a union has an FPS part is looked at without it. */
type WithoutFps<T> = T extends unknown ? Omit<T, 'fps' | 'fps_display_qr_code'> : never;

type Charge = Made<typeof renderCharge>;
type ChargeDetails = WithoutFps<Charge['payment_method_details']>;
type CardDetails = NonNullable<Charge['payment_method_details']['card']>;
type Refund = Made<typeof renderRefund>;
type Dispute = Made<typeof renderDispute>;
type Customer = Made<typeof renderCustomer>;
type Method = WithoutFps<Made<typeof renderPaymentMethod>>;
type MethodCard = NonNullable<Method['card']>;
type Intent = Made<typeof renderPaymentIntent>;
type Setup = Made<typeof renderSetupIntent>;

/** The image is drawn where there is a library for it, so the type here allows none. */
type Drawn<T> = T extends { image_data_url: string | null }
  ? Omit<T, 'image_data_url'> & { image_data_url: string }
  : T;
type DrawnAction<T> = { [K in keyof T]: Drawn<T[K]> };
type Action = DrawnAction<WithoutFps<NonNullable<Intent['next_action']>>>;
type SetupAction = NonNullable<Setup['next_action']>;
type ActionPart<K extends string> = Extract<Action, Record<K, unknown>>[K & keyof Action];

export const conforms: readonly true[] = [
  true satisfies Conforms<Charge, Stripe.Charge>,
  true satisfies Conforms<Charge['billing_details'], Stripe.Charge.BillingDetails>,
  true satisfies Conforms<NonNullable<Charge['outcome']>, Stripe.Charge.Outcome>,
  true satisfies Conforms<NonNullable<Charge['shipping']>, Stripe.Charge.Shipping>,
  true satisfies Conforms<ChargeDetails, Stripe.Charge.PaymentMethodDetails>,
  true satisfies Conforms<CardDetails, Stripe.Charge.PaymentMethodDetails.Card>,
  true satisfies Conforms<CardDetails['checks'], Stripe.Charge.PaymentMethodDetails.Card.Checks>,
  true satisfies Conforms<
    NonNullable<CardDetails['three_d_secure']>,
    Stripe.Charge.PaymentMethodDetails.Card.ThreeDSecure
  >,
  true satisfies Conforms<
    NonNullable<ChargeDetails['alipay']>,
    Stripe.Charge.PaymentMethodDetails.Alipay
  >,
  true satisfies Conforms<
    NonNullable<ChargeDetails['wechat_pay']>,
    Stripe.Charge.PaymentMethodDetails.WechatPay
  >,
  true satisfies Conforms<Made<typeof renderCard>, Stripe.Card>,
  true satisfies Conforms<Made<typeof renderSource>, Stripe.Card>,
  true satisfies Conforms<Made<typeof renderDeleted<'card'>>, Stripe.DeletedCard>,
  true satisfies Conforms<Refund, Stripe.Refund>,
  true satisfies Conforms<
    WithoutFps<Refund['destination_details']>,
    Stripe.Refund.DestinationDetails
  >,
  true satisfies Conforms<Dispute, Stripe.Dispute>,
  true satisfies Conforms<Dispute['evidence'], Stripe.Dispute.Evidence>,
  true satisfies Conforms<Dispute['evidence_details'], Stripe.Dispute.EvidenceDetails>,
  true satisfies Conforms<
    NonNullable<Dispute['payment_method_details']>['card'],
    Stripe.Dispute.PaymentMethodDetails.Card
  >,
  true satisfies Conforms<Customer, Stripe.Customer>,
  true satisfies Conforms<NonNullable<Customer['address']>, Stripe.Address>,
  true satisfies Conforms<Customer['invoice_settings'], Stripe.Customer.InvoiceSettings>,
  true satisfies Conforms<NonNullable<Customer['shipping']>, Stripe.Customer.Shipping>,
  true satisfies Conforms<Made<typeof renderDeleted<'customer'>>, Stripe.DeletedCustomer>,
  true satisfies Conforms<Method, Stripe.PaymentMethod>,
  true satisfies Conforms<Method['billing_details'], Stripe.PaymentMethod.BillingDetails>,
  true satisfies Conforms<MethodCard, Stripe.PaymentMethod.Card>,
  true satisfies Conforms<MethodCard['checks'], Stripe.PaymentMethod.Card.Checks>,
  true satisfies Conforms<MethodCard['networks'], Stripe.PaymentMethod.Card.Networks>,
  true satisfies Conforms<
    Omit<Intent, 'next_action'> & { next_action: Action | null },
    Stripe.PaymentIntent
  >,
  true satisfies Conforms<
    NonNullable<Intent['last_payment_error']>,
    Stripe.PaymentIntent.LastPaymentError
  >,
  true satisfies Conforms<Action, Stripe.PaymentIntent.NextAction>,
  true satisfies Conforms<
    ActionPart<'redirect_to_url'>,
    Stripe.PaymentIntent.NextAction.RedirectToUrl
  >,
  true satisfies Conforms<
    ActionPart<'alipay_handle_redirect'>,
    Stripe.PaymentIntent.NextAction.AlipayHandleRedirect
  >,
  true satisfies Conforms<
    ActionPart<'wechat_pay_display_qr_code'>,
    Stripe.PaymentIntent.NextAction.WechatPayDisplayQrCode
  >,
  true satisfies Conforms<Setup, Stripe.SetupIntent>,
  true satisfies Conforms<
    NonNullable<Setup['last_setup_error']>,
    Stripe.SetupIntent.LastSetupError
  >,
  true satisfies Conforms<SetupAction, Stripe.SetupIntent.NextAction>,
  true satisfies Conforms<Made<typeof renderBalanceTransaction>, Stripe.BalanceTransaction>,
  true satisfies Conforms<Made<typeof renderBalance>, Stripe.Balance>,
  true satisfies Conforms<
    Omit<Made<typeof renderWebhookEndpoint>, 'delivery'>,
    Stripe.WebhookEndpoint
  >,
  true satisfies Conforms<
    Made<typeof renderDeleted<'webhook_endpoint'>>,
    Stripe.DeletedWebhookEndpoint
  >,
  true satisfies Conforms<Omit<Made<typeof renderAccount>, 'fee_schedule'>, Stripe.Account>,
  true satisfies Conforms<Made<typeof renderPayout>, Stripe.Payout>,
  true satisfies Conforms<Made<typeof renderFile>, Stripe.File>,
  true satisfies Conforms<
    Omit<Made<typeof renderReportRun>, 'failure_message' | 'result'>,
    Omit<Stripe.Reporting.ReportRun, 'result'>
  >,
  true satisfies Conforms<Made<typeof renderReportType>, Stripe.Reporting.ReportType>,
  true satisfies Conforms<Made<typeof renderToken>, Stripe.Token>,
  true satisfies Conforms<
    Omit<Made<typeof renderEvent>, 'data' | 'type'>,
    Omit<Stripe.Event, 'data' | 'type'>
  >,
];

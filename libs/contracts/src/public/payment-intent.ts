// A payment intent as the public API shows it, together with what its latest charge knows.
import {
  capturedAmount,
  methodTypes,
  type MethodType,
  type PaymentIntent,
  type StreamState,
} from '@ledgerway/domain';
import { renderShipping } from './address.js';
import { publicAmount, publicTime } from './amount.js';
import { renderAttemptError } from './attempt-error.js';
import { renderPaymentAction } from './next-action.js';
import { renderMethodOf } from './payment-method.js';

export type PublicPaymentIntent = ReturnType<typeof renderPaymentIntent>;

type IntentState = Pick<StreamState, 'intent' | 'charge' | 'paymentMethods'>;

export type PaymentIntentView = {
  /** Null wherever it does not belong: in events, lists and logs. */
  readonly clientSecret: string | null;
  /** The image of the intent's `qrTextOf`, if there is one. */
  readonly imageDataUrl?: string | null;
};

/** The `payment_intent` object. Throws for a stream that has none. */
export function renderPaymentIntent(state: IntentState, view: PaymentIntentView) {
  const { intent } = state;
  if (intent === null) throw new Error('No payment intent in this stream');
  const { details } = intent;
  return {
    id: intent.id,
    object: 'payment_intent' as const,
    allowed_payment_method_types: details.allowedMethodTypes && [...details.allowedMethodTypes],
    amount: publicAmount(details.amount),
    amount_capturable: publicAmount(amountCapturable(state, intent)),
    amount_details: { tip: {} },
    amount_received: publicAmount(amountReceived(state, intent)),
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: renderAutomaticMethods(details.automaticMethods),
    canceled_at: intent.canceledAt === null ? null : publicTime(intent.canceledAt),
    cancellation_reason: intent.status === 'canceled' ? intent.cancellationReason : null,
    capture_method: details.captureMethod,
    client_secret: view.clientSecret,
    confirmation_method: intent.confirmationMethod,
    created: publicTime(intent.createdAt),
    currency: details.currency,
    customer: details.customer,
    customer_account: null,
    description: details.description,
    excluded_payment_method_types: null,
    last_payment_error: renderLastError(state, intent),
    latest_charge: intent.latestCharge,
    livemode: intent.livemode,
    managed_payments: null,
    metadata: details.metadata,
    next_action: renderPaymentAction(intent, view.imageDataUrl ?? null),
    on_behalf_of: null,
    payment_method: intent.method?.id ?? null,
    payment_method_configuration_details: null,
    payment_method_options: renderMethodOptions(details),
    payment_method_types: [...details.methodTypes],
    payment_record: null,
    processing: null,
    receipt_email: details.receiptEmail,
    review: null,
    setup_future_usage: details.setupFutureUsage,
    shipping: renderShipping(details.shipping),
    source: null,
    statement_descriptor: details.statementDescriptor,
    statement_descriptor_suffix: details.statementDescriptorSuffix,
    status: intent.status,
    transfer_data: null,
    transfer_group: details.transferGroup,
  };
}

const amountCapturable = ({ charge }: IntentState, { status }: PaymentIntent): bigint =>
  status === 'requires_capture' && charge !== null
    ? charge.authorizedAmount - capturedAmount(charge)
    : 0n;

const amountReceived = ({ charge }: IntentState, { latestCharge }: PaymentIntent): bigint =>
  charge !== null && charge.terms.chargeId === latestCharge ? capturedAmount(charge) : 0n;

export const renderAutomaticMethods = (methods: PaymentIntent['details']['automaticMethods']) =>
  methods && { allow_redirects: methods.allowRedirects, enabled: methods.enabled };

const renderLastError = ({ paymentMethods }: IntentState, intent: PaymentIntent) => {
  const { lastError } = intent;
  if (lastError === null) return null;
  const { method } = lastError;
  return renderAttemptError(lastError, method && renderMethodOf(intent, method, paymentMethods));
};

type MethodOptions = Pick<PaymentIntent['details'], 'methodTypes' | 'methodOptions'>;

/** What each method's options are while the merchant has said nothing. */
const defaultOptions: Readonly<Record<MethodType, object>> = {
  card: {
    installments: null,
    mandate_options: null,
    network: null,
    request_three_d_secure: 'automatic',
  },
  alipay: {},
  wechat_pay: { app_id: null, client: null },
  fps: {},
};

/** `payment_method_options`: one entry for each type that may be used. */
export function renderMethodOptions({
  methodTypes: allowed,
  methodOptions,
}: MethodOptions): Record<string, object> {
  const known = methodTypes.filter((type) => allowed.includes(type));
  return Object.fromEntries(
    known.map((type) => [type, { ...defaultOptions[type], ...(methodOptions?.[type] as object) }]),
  );
}

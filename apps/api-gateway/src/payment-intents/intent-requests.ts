// From the parameters of a request to what a payment intent is told.
import {
  askedMethodTypes,
  idOf,
  type CapturePaymentIntentParams,
  type ConfirmPaymentIntentParams,
  type CreatePaymentIntentParams,
  type MethodOptionsParams,
  type ShippingParams,
  type Tenant,
  type UpdatePaymentIntentParams,
} from '@ledgerway/contracts';
import type {
  FeeSchedule,
  MethodSnapshot,
  PaymentIntent,
  PaymentIntentChanges,
  PaymentIntentDetails,
} from '@ledgerway/domain';
import type { Operation } from '../idempotency/operation.js';
import { methodTypesFor } from './method-types.js';

/** The intent before anything happened to it. */
export const intentFrom = (
  { merchantId, livemode }: Tenant,
  operation: Operation,
  params: CreatePaymentIntentParams,
  method: MethodSnapshot | null,
  feeSchedule: FeeSchedule | null,
): PaymentIntent => ({
  id: idOf('pi', operation.core()),
  merchantId,
  livemode,
  details: detailsFrom(params),
  feeSchedule,
  confirmationMethod: params.confirmation_method ?? 'automatic',
  status: 'requires_payment_method',
  method,
  attempt: 0,
  confirmIds: [],
  offSession: false,
  chargeId: null,
  action: null,
  returnUrl: null,
  latestCharge: null,
  lastError: null,
  canceledAt: null,
  cancellationReason: null,
  createdAt: operation.createdAtMs,
});

function detailsFrom(params: CreatePaymentIntentParams): PaymentIntentDetails {
  const {
    automatic_payment_methods: automatic,
    shipping,
    payment_method_options: options,
  } = params;
  const automaticMethods = automatic
    ? { enabled: automatic.enabled, allowRedirects: automatic.allow_redirects ?? 'always' }
    : null;
  const captureMethod = params.capture_method ?? 'automatic_async';
  const { amount, currency } = params;
  return {
    amount,
    currency,
    customer: params.customer ?? null,
    description: params.description ?? null,
    metadata: params.metadata ?? {},
    receiptEmail: params.receipt_email ?? null,
    shipping: shipping ? shippingFrom(shipping) : null,
    statementDescriptor: params.statement_descriptor ?? null,
    statementDescriptorSuffix: params.statement_descriptor_suffix ?? null,
    transferGroup: params.transfer_group ?? null,
    setupFutureUsage: params.setup_future_usage ?? null,
    captureMethod,
    methodTypes:
      askedMethodTypes(params) ?? methodTypesFor({ automaticMethods, captureMethod, currency }),
    allowedMethodTypes: params.allowed_payment_method_types ?? null,
    automaticMethods,
    methodOptions: options ? optionsFrom(options) : null,
  };
}

/** What stays undefined stays as it is. */
export const changesAtUpdate = (
  params: UpdatePaymentIntentParams,
  current: PaymentIntentDetails,
): PaymentIntentChanges => ({
  ...changesOfPayment(params, current),
  amount: params.amount,
  currency: params.currency,
  customer: params.customer,
  description: params.description,
  metadata: params.metadata,
  statementDescriptor: params.statement_descriptor,
  statementDescriptorSuffix: params.statement_descriptor_suffix,
  transferGroup: params.transfer_group,
});

export const changesAtConfirmation = (
  params: ConfirmPaymentIntentParams,
  current: PaymentIntentDetails,
): PaymentIntentChanges => changesOfPayment(params, current);

export const changesAtCapture = (params: CapturePaymentIntentParams) => ({
  metadata: params.metadata,
  statementDescriptor: params.statement_descriptor,
  statementDescriptorSuffix: params.statement_descriptor_suffix,
});

/** How the payment is made: what may be changed until it is confirmed, and with its confirmation. */
function changesOfPayment(
  params: UpdatePaymentIntentParams | ConfirmPaymentIntentParams,
  current: PaymentIntentDetails,
): PaymentIntentChanges {
  const { shipping, payment_method_options: options } = params;
  return {
    allowedMethodTypes: params.allowed_payment_method_types,
    captureMethod: params.capture_method,
    methodTypes: askedMethodTypes(params) ?? otherMethodTypes(params, current),
    methodOptions: options && { ...current.methodOptions, ...optionsFrom(options) },
    receiptEmail: params.receipt_email,
    setupFutureUsage: params.setup_future_usage,
    shipping: shipping && shippingFrom(shipping),
  };
}

/** With automatic methods, another currency or way to capture may leave others to choose from. */
function otherMethodTypes(
  params: Pick<UpdatePaymentIntentParams, 'capture_method' | 'currency'>,
  current: PaymentIntentDetails,
) {
  const { capture_method: captureMethod, currency } = params;
  if (captureMethod === undefined && currency === undefined) return undefined;
  if (current.automaticMethods?.enabled !== true || current.allowedMethodTypes !== null)
    return undefined;
  return methodTypesFor({
    automaticMethods: current.automaticMethods,
    captureMethod: captureMethod ?? current.captureMethod,
    currency: currency ?? current.currency,
  });
}

const shippingFrom = ({ address, ...shipping }: ShippingParams) => ({
  ...shipping,
  address: { ...address },
});

/** As they were sent, so that they can be shown again. */
export const optionsFrom = (options: MethodOptionsParams): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(options).map(([type, own]) => [type, { ...(own as object | undefined) }]),
  );

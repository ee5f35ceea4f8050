// From the parameters of a request to what the domain is asked.
import type {
  CaptureChargeParams,
  CreateChargeParams,
  ShippingParams,
  Tenant,
  UpdateChargeParams,
} from '@ledgerway/contracts';
import type { DetailsChanges, FeeRate, Terms } from '@ledgerway/domain';
import type { Chargeable } from '../payment-methods/method-sources.js';

export const termsFrom = (
  tenant: Tenant,
  chargeId: string,
  { card, paymentMethod, billing }: Chargeable,
  fees: FeeRate | null,
  params: CreateChargeParams,
): Terms => ({
  chargeId,
  merchantId: tenant.merchantId,
  livemode: tenant.livemode,
  amount: params.amount,
  currency: params.currency,
  capture: params.capture === false ? 'manual' : 'automatic',
  method: 'card',
  card,
  paymentMethod,
  billing,
  paymentIntent: null,
  authenticated: false,
  offSession: false,
  bankReference: null,
  fees,
  details: {
    description: params.description ?? null,
    metadata: params.metadata ?? {},
    receiptEmail: params.receipt_email ?? null,
    shipping: params.shipping === undefined ? null : shippingFrom(params.shipping),
    statementDescriptor: params.statement_descriptor ?? null,
    statementDescriptorSuffix: params.statement_descriptor_suffix ?? null,
    transferGroup: params.transfer_group ?? null,
    fraudDetails: {},
    customer: params.customer ?? null,
  },
});

/** What stays undefined stays as it is. */
export const changesAtCapture = (params: CaptureChargeParams): DetailsChanges => ({
  receiptEmail: params.receipt_email,
  statementDescriptor: params.statement_descriptor,
  statementDescriptorSuffix: params.statement_descriptor_suffix,
  transferGroup: params.transfer_group,
});

export const changesFrom = (params: UpdateChargeParams): DetailsChanges => ({
  ...(params.customer !== undefined && { customer: params.customer }),
  description: params.description,
  fraudDetails: params.fraud_details && { ...params.fraud_details },
  metadata: params.metadata,
  receiptEmail: params.receipt_email,
  shipping: params.shipping && shippingFrom(params.shipping),
  transferGroup: params.transfer_group,
});

const shippingFrom = ({ address, ...shipping }: ShippingParams) => ({
  ...shipping,
  address: { ...address },
});

// From the parameters of a request to what the domain is asked.
import type {
  CreateCustomerParams,
  CustomerShippingParams,
  UpdateCustomerParams,
} from '@ledgerway/contracts';
import type { CustomerChanges, CustomerDetails } from '@ledgerway/domain';
import { addressFrom, given } from '../payment-methods/billing.js';

const blank: CustomerDetails = {
  address: null,
  balance: 0,
  description: null,
  email: null,
  invoiceSettings: {},
  metadata: {},
  name: null,
  phone: null,
  preferredLocales: [],
  shipping: null,
  taxExempt: 'none',
  defaultPaymentMethod: null,
};

export const detailsFrom = (
  params: CreateCustomerParams,
  defaultPaymentMethod: string | null,
): CustomerDetails => ({
  ...blank,
  ...plainChanges(params),
  metadata: params.metadata ?? {},
  defaultPaymentMethod,
});

/** An address and a shipping address are replaced as a whole. What is absent stays. */
export const changesFrom = (params: UpdateCustomerParams): CustomerChanges => ({
  ...plainChanges(params),
  ...given({
    metadata: params.metadata,
    defaultPaymentMethod: params.invoice_settings?.default_payment_method,
    defaultSource: params.default_source,
  }),
});

const plainChanges = (params: CreateCustomerParams | UpdateCustomerParams) =>
  given({
    address: addressFrom(params.address),
    balance: params.balance,
    description: params.description,
    email: params.email,
    name: params.name,
    phone: params.phone,
    preferredLocales: params.preferred_locales,
    shipping: shippingFrom(params.shipping),
    taxExempt: params.tax_exempt,
  });

const shippingFrom = (shipping: CustomerShippingParams | null | undefined) =>
  shipping && { ...shipping, address: addressFrom(shipping.address) };

import type { Customer, PaymentMethod } from '@ledgerway/domain';
import { renderAddress } from './address.js';
import { publicTime } from './amount.js';
import { renderSource } from './card.js';
import { renderList } from './list.js';

export type PublicCustomer = ReturnType<typeof renderCustomer>;

type Json = Readonly<Record<string, unknown>>;

/** The `customer` object. `sources` are shown only if they are asked for, newest first. */
export function renderCustomer(
  customer: Customer,
  options: { readonly sources?: readonly PaymentMethod[] } = {},
) {
  const { id, details } = customer;
  return {
    id,
    object: 'customer' as const,
    address: details.address && renderAddress(details.address),
    balance: details.balance,
    created: publicTime(customer.createdAt),
    currency: null,
    customer_account: null,
    default_source: customer.defaultSource,
    delinquent: false,
    description: details.description,
    discount: null,
    email: details.email,
    invoice_prefix: customer.invoicePrefix,
    invoice_settings: renderInvoiceSettings(customer),
    livemode: customer.livemode,
    metadata: details.metadata,
    name: details.name,
    next_invoice_sequence: 1,
    phone: details.phone,
    preferred_locales: [...details.preferredLocales],
    shipping: details.shipping && renderShipping(details.shipping),
    ...(options.sources && { sources: renderSources(id, options.sources) }),
    tax_exempt: details.taxExempt,
    test_clock: null,
  };
}

function renderInvoiceSettings({ details: { invoiceSettings, defaultPaymentMethod } }: Customer) {
  type Settings = Readonly<{
    custom_fields?: { name: string; value: string }[];
    footer?: string;
    rendering_options?: { amount_tax_display: string | null; template: string | null };
  }>;
  const settings = invoiceSettings as Settings;
  return {
    custom_fields: settings.custom_fields ?? null,
    default_payment_method: defaultPaymentMethod,
    footer: settings.footer ?? null,
    rendering_options: settings.rendering_options ?? null,
  };
}

function renderShipping(shipping: Json) {
  const text = (field: string) => (typeof shipping[field] === 'string' ? shipping[field] : null);
  return {
    address: renderAddress(shipping['address'] as Json | undefined),
    name: text('name') ?? '',
    phone: text('phone'),
  };
}

/** As many sources as an expanded customer carries; the rest is behind the list's own address. */
const expandedSources = 10;

function renderSources(customerId: string, sources: readonly PaymentMethod[]) {
  const shown = sources.slice(0, expandedSources).map(renderSource);
  return renderList(`/v1/customers/${customerId}/sources`, shown, sources.length > shown.length);
}

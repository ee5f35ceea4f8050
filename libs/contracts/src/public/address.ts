// Addresses and the people at them: whatever of it was given, the public API shows all fields.
import type { BillingDetails } from '@ledgerway/domain';

type Json = Readonly<Record<string, unknown>>;
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const renderAddress = (address: Json | null | undefined) => ({
  city: text(address?.['city']),
  country: text(address?.['country']),
  line1: text(address?.['line1']),
  line2: text(address?.['line2']),
  postal_code: text(address?.['postal_code']),
  state: text(address?.['state']),
});

/** `billing_details`. Who said nothing is known by the name on the card, if there is one. */
export const renderBillingDetails = (billing: BillingDetails | null, cardName: string | null) => ({
  address: renderAddress(billing?.address),
  email: billing?.email ?? null,
  name: billing === null ? cardName : billing.name,
  phone: billing?.phone ?? null,
  tax_id: billing?.taxId ?? null,
});

/** The `shipping` of a payment. */
export function renderShipping(shipping: Json | null) {
  if (shipping === null) return null;
  return {
    address: renderAddress(shipping['address'] as Json | undefined),
    carrier: text(shipping['carrier']),
    name: text(shipping['name']) ?? '',
    phone: text(shipping['phone']),
    tracking_number: text(shipping['tracking_number']),
  };
}

// The card as the public API shows it in `source` and in tokens.
import type { CardSnapshot, Checks } from '@ledgerway/domain';

/** Brands as the older card object spells them; everything newer uses the lower-case code. */
const legacyBrands: Readonly<Record<string, string>> = {
  amex: 'American Express',
  diners: 'Diners Club',
  discover: 'Discover',
  jcb: 'JCB',
  mastercard: 'MasterCard',
  unionpay: 'UnionPay',
  visa: 'Visa',
};

export type PublicCard = ReturnType<typeof renderCard>;

/** The `card` object. `checks` are null before an authorization has made them. */
export function renderCard(card: CardSnapshot, customer: string | null, checks: Checks | null) {
  return {
    id: card.id,
    object: 'card' as const,
    address_city: null,
    address_country: null,
    address_line1: null,
    address_line1_check: checks?.addressLine1 ?? null,
    address_line2: null,
    address_state: null,
    address_zip: null,
    address_zip_check: checks?.addressPostalCode ?? null,
    brand: legacyBrands[card.brand] ?? 'Unknown',
    country: card.country,
    customer,
    cvc_check: checks?.cvc ?? null,
    dynamic_last4: null,
    exp_month: card.expMonth,
    exp_year: card.expYear,
    fingerprint: card.fingerprint,
    funding: card.funding,
    last4: card.last4,
    metadata: {},
    name: card.name,
    regulated_status: null,
    tokenization_method: null,
  };
}

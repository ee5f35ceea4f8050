// The card as the public API shows it in `source`, in tokens and among a customer's sources.
import type { BillingDetails, CardSnapshot, Checks, PaymentMethod } from '@ledgerway/domain';
import { renderAddress } from './address.js';

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

export type CardSurroundings = {
  readonly customer?: string | null;
  readonly billing?: BillingDetails | null;
  readonly metadata?: Readonly<Record<string, string>>;
  /** What an authorization found out; nothing before there was one. */
  readonly checks?: Checks | null;
};

/** The `card` object. */
export function renderCard(card: CardSnapshot, around: CardSurroundings = {}) {
  const { customer = null, billing, metadata = {}, checks } = around;
  const address = renderAddress(billing?.address);
  return {
    id: card.id,
    object: 'card' as const,
    address_city: address.city,
    address_country: address.country,
    address_line1: address.line1,
    address_line1_check: checks?.addressLine1 ?? null,
    address_line2: address.line2,
    address_state: address.state,
    address_zip: address.postal_code,
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
    metadata,
    name: card.name,
    regulated_status: null,
    tokenization_method: null,
  };
}

/** A card kept with a customer in the older way. Throws for a source that is no card: there is none. */
export function renderSource(source: PaymentMethod): PublicCard {
  const { id, card, customer, billing, metadata } = source;
  if (card === null) throw new Error(`${id} is no card`);
  return renderCard({ ...card, id }, { customer, billing, metadata });
}

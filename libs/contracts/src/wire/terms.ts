// The terms of a charge are written without what a plain card charge does not need; that is also
// how they were written before there was anything but plain card charges.
import type { Terms } from '@ledgerway/domain';
import { all, amounts, maybeWithin, type Json, type Read } from './json.js';

const plain = {
  method: 'card',
  billing: null,
  paymentIntent: null,
  authenticated: false,
  offSession: false,
  bankReference: null,
  fees: null,
} as const satisfies Partial<Terms>;

/** What a plain card charge's terms leave unsaid; what is said stays. */
export function asPlainCard(json: Json): Json {
  const cardId = (json['card'] as Json | null)?.['id'] ?? null;
  return { ...plain, paymentMethod: cardId, ...json };
}

/** Terms that leave nothing unsaid. */
export const readTerms: Read = all(amounts('amount'), maybeWithin('fees', amounts('fixed')));

/** All terms again. Throws if they cannot be terms. */
export const termsFromJson = (json: Json): Json => asPlainCard(readTerms(json));

/** The terms without what a plain card charge leaves unsaid; amounts are still bigint. */
export function sparseTerms(terms: Terms): Partial<Terms> {
  const unsaid = { ...plain, paymentMethod: terms.card?.id ?? null };
  const isSaid = ([field, value]: [string, unknown]) =>
    !Object.hasOwn(unsaid, field) || unsaid[field as keyof typeof unsaid] !== value;
  return Object.fromEntries(Object.entries(terms).filter(isSaid));
}

// What may be changed of a method that is kept.
import { applyChanges, formerValues } from '../changes.js';
import { mergeMetadata } from '../metadata.js';
import type { PaymentMethod, PaymentMethodChanges } from './model.js';

/** The method with the changes made. Expiry and name are a card's, and change nothing else. */
export function changeMethod(method: PaymentMethod, changes: PaymentMethodChanges): PaymentMethod {
  const { billing, metadata, expMonth, expYear, name } = changes;
  return {
    ...method,
    billing: applyChanges(method.billing, billing ?? {}),
    card: method.card && applyChanges(method.card, { expMonth, expYear, name }),
    metadata: mergeMetadata(method.metadata, metadata),
  };
}

const changeable = ({ billing, card, metadata }: PaymentMethod) => ({
  billing,
  expMonth: card?.expMonth,
  expYear: card?.expYear,
  name: card?.name,
  metadata,
});

/** The former values of what differs, named as the changes are; empty if nothing does. */
export const formerMethod = (
  before: PaymentMethod,
  after: PaymentMethod,
): Readonly<Record<string, unknown>> => formerValues(changeable(before), changeable(after));

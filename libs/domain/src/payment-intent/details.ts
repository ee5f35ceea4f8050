// What a merchant may change of a payment intent.
import { applyChanges } from '../changes.js';
import { mergeMetadata, outgrows } from '../metadata.js';
import type { PaymentIntentChanges, PaymentIntentDetails } from './model.js';

/** The details with the changes made, or why they cannot be made; an absent field stays. */
export function changeIntentDetails(
  current: PaymentIntentDetails,
  changes: PaymentIntentChanges,
): PaymentIntentDetails | 'invalid_amount' | 'too_much_metadata' {
  const { metadata, method: _, ...fields } = changes;
  const merged = mergeMetadata(current.metadata, metadata);
  const details: PaymentIntentDetails = { ...applyChanges(current, fields), metadata: merged };
  if (details.amount <= 0n) return 'invalid_amount';
  return outgrows(current.metadata, merged) ? 'too_much_metadata' : details;
}

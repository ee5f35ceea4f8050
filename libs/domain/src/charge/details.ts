// What a merchant may change of a charge after it was made.
import { applyChanges } from '../changes.js';
import { mergeMetadata, outgrows } from '../metadata.js';
import type { ChargeDetails, ChargeRejection, DetailsChanges } from './model.js';

/** The details with the changes made, or why they cannot be made. */
export function changeDetails(
  current: ChargeDetails,
  changes: DetailsChanges,
): ChargeDetails | ChargeRejection {
  const metadata = mergeMetadata(current.metadata, changes.metadata);
  const details = applyChanges<ChargeDetails>(current, { ...changes, metadata });
  if (current.customer !== null && details.customer !== current.customer)
    return 'customer_already_set';
  return outgrows(current.metadata, metadata) ? 'too_much_metadata' : details;
}

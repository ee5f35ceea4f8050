// What a merchant may change of a charge after it was made.
import type { ChargeDetails, DetailsChanges } from './model.js';

/** How many keys the metadata of one object may have (payment contract, section 1.2). */
export const maxMetadataKeys = 50;

type Metadata = ChargeDetails['metadata'];

function mergeMetadata(current: Metadata, changes: Metadata | null | undefined): Metadata {
  if (changes === undefined) return current;
  if (changes === null) return {};
  // Entries and spreads keep any key as it is, `__proto__` too; assignments would not.
  const merged = { ...current, ...changes };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''));
}

/** The details with the changes made; a field that is absent, or undefined, stays. */
export function changeDetails(current: ChargeDetails, changes: DetailsChanges): ChargeDetails {
  const { metadata, ...fields } = changes;
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const changed: Partial<ChargeDetails> = Object.fromEntries(given);
  return { ...current, ...changed, metadata: mergeMetadata(current.metadata, metadata) };
}

/** The former values of what is different after a change; empty if nothing is. */
export function formerDetails(before: ChargeDetails, after: ChargeDetails): Partial<ChargeDetails> {
  const names = Object.keys(before) as (keyof ChargeDetails)[];
  const differs = (name: keyof ChargeDetails) =>
    JSON.stringify(before[name]) !== JSON.stringify(after[name]);
  return Object.fromEntries(names.filter(differs).map((name) => [name, before[name]]));
}

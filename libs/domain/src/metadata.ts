// Metadata: a few short texts that a merchant keeps with an object. They mean nothing to us.

/** How many keys the metadata of one object may have (payment contract, section 1.2). */
export const maxMetadataKeys = 50;

export type Metadata = Readonly<Record<string, string>>;

/** Merged key by key: empty text removes a key, null removes all, undefined changes nothing. */
export function mergeMetadata(current: Metadata, changes: Metadata | null | undefined): Metadata {
  if (changes === undefined) return current;
  if (changes === null) return {};
  // Entries and spreads keep any key as it is, `__proto__` too; assignments would not.
  const merged = { ...current, ...changes };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''));
}

/** True if a change made the metadata too large; what was too large before may shrink slowly. */
export function outgrows(before: Metadata, after: Metadata): boolean {
  const keys = Object.keys(after).length;
  return keys > maxMetadataKeys && keys > Object.keys(before).length;
}

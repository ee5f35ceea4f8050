// Changes to plain data: made field by field, and told by what was there before.

const textOf = (value: unknown) =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part));

/** The data with the changes made; a field that is absent, or undefined, stays. */
export function applyChanges<T extends object>(current: T, changes: Partial<T>): T {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...current, ...(Object.fromEntries(given) as Partial<T>) };
}

/** The former values of the fields that differ; empty if none does. */
export function formerValues<T extends object>(before: T, after: T): Partial<T> {
  const names = Object.keys(before) as (keyof T)[];
  const differing = names.filter((name) => textOf(before[name]) !== textOf(after[name]));
  return Object.fromEntries(differing.map((name) => [name, before[name]])) as Partial<T>;
}

/** True if every field of the one is the same in the other. */
export const isSame = <T extends object>(one: T, other: T): boolean =>
  Object.keys(formerValues(one, other)).length === 0;

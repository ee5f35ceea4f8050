// What a publishable key sees: it is in every payer's browser, so all that is the merchant's own
// business is left out of whatever is shown.

export const merchantsOwn = ['metadata', 'customer', 'transfer_data', 'on_behalf_of'];

/** The object, and all objects in it, without the fields that are the merchant's own. */
export function withoutSecrets<T>(object: T): T {
  if (Array.isArray(object)) return object.map((one: unknown) => withoutSecrets(one)) as T;
  if (typeof object !== 'object' || object === null) return object;
  const shown = Object.entries(object).filter(([field]) => !merchantsOwn.includes(field));
  return Object.fromEntries(shown.map(([field, value]) => [field, withoutSecrets(value)])) as T;
}

// Array parameters in PostgreSQL's text form. The driver's own conversion walks and escapes every
// element, which shows in a profile of the append.

/** Of numbers, ids and whatever else needs no escaping. */
export const arrayOf = (values: readonly (number | bigint | string)[]): string =>
  `{${values.join(',')}}`;

/** Of any text without zero bytes. */
export const textArrayOf = (values: readonly string[]): string =>
  arrayOf(values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`));

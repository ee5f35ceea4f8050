// JSON that keeps money exact: minor units are text, since a JSON number rounds. Only known fields
// are turned back into bigint: metadata may hold any key, `amount` too.

export type Json = Readonly<Record<string, unknown>>;

/** Turns the amounts of one shape back into bigint. Throws for what cannot be that shape. */
export type Read = (json: Json) => Json;

const asText = (_key: string, value: unknown) =>
  typeof value === 'bigint' ? value.toString() : value;

/** JSON with every bigint as decimal text. */
export const toJson = (value: unknown): string => JSON.stringify(value, asText);

function minorUnits(value: unknown, field: string): bigint {
  if (typeof value !== 'string' || !/^-?\d{1,18}$/.test(value))
    throw new Error(`Not an amount in ${field}: ${JSON.stringify(value)}`);
  return BigInt(value);
}

/** A shape without any amount. */
export const asIs: Read = (json) => json;

/** These fields are amounts. */
export const amounts =
  (...fields: readonly string[]): Read =>
  (json) => {
    const read: Record<string, unknown> = { ...json };
    for (const field of fields) read[field] = minorUnits(json[field], field);
    return read;
  };

/** This field is an amount unless it is null or left out. */
export const maybeAmount =
  (field: string): Read =>
  (json) =>
    json[field] === null || json[field] === undefined ? json : amounts(field)(json);

/** This field is an object of that shape. */
export const within =
  (field: string, read: Read): Read =>
  (json) => ({ ...json, [field]: read(json[field] as Json) });

/** This field is an object of that shape unless it is null. */
export const maybe =
  (field: string, read: Read): Read =>
  (json) =>
    json[field] === null ? json : within(field, read)(json);

/** This field is an object of that shape unless it is null or left out. */
export const maybeWithin =
  (field: string, read: Read): Read =>
  (json) =>
    json[field] === null || json[field] === undefined ? json : within(field, read)(json);

/** This field is an object whose fields, by whatever name, are of that shape. */
export const values =
  (field: string, read: Read): Read =>
  (json) => {
    const entries = Object.entries(json[field] as Readonly<Record<string, Json>>);
    return { ...json, [field]: Object.fromEntries(entries.map(([key, one]) => [key, read(one)])) };
  };

/** This field is a list of objects of that shape. */
export const each =
  (field: string, read: Read): Read =>
  (json) => ({ ...json, [field]: (json[field] as Json[]).map(read) });

/** This field, if it is left out, has that value: to be short, or as an earlier program wrote it. */
export const orElse =
  (field: string, value: unknown): Read =>
  (json) =>
    json[field] === undefined ? { ...json, [field]: value } : json;

/** All of it is true of the shape. */
export const all =
  (...reads: readonly Read[]): Read =>
  (json) =>
    reads.reduce((read, one) => one(read), json);

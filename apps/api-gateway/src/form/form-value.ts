// What a request says, whichever way it spelled it: a tree of texts. Objects have no prototype, so
// a parameter named `__proto__` or `constructor` is a name like any other.

export type FormValue = string | readonly FormValue[] | FormObject;
export type FormObject = { readonly [name: string]: FormValue };

/** The deepest bracket path, and the most parameters, that one request may have. */
export const maxDepth = 8;
export const maxParameters = 1000;

/** A request that cannot be read. The message is for the caller; `param` is where it went wrong. */
export class MalformedInput extends Error {
  override readonly name = 'MalformedInput';
  constructor(
    message: string,
    readonly param?: string,
  ) {
    super(message);
  }
}

export const emptyObject = (): Record<string, FormValue> =>
  Object.create(null) as Record<string, FormValue>;

/**
 * One text for one meaning: keys are sorted, lists keep their order. Two requests with the same
 * canonical text asked for the same thing, however they spelled it.
 */
export function canonicalText(value: FormValue): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalText).join(',')}]`;
  const fields = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalText(value[name]!)}`);
  return `{${fields.join(',')}}`;
}

export const isList = (value: FormValue): value is readonly FormValue[] => Array.isArray(value);

// Parameters as forms and queries spell them: what is nested stands in brackets.
import { Failure } from '../terminal/failure.js';

export type FormValue =
  string | number | boolean | readonly FormValue[] | { readonly [name: string]: FormValue };
export type Params = { readonly [name: string]: FormValue };
export type Pairs = readonly (readonly [name: string, value: string])[];

export const formOf = (params: Params): Pairs =>
  Object.entries(params).flatMap(([name, value]) => pairsOf(name, value));

function pairsOf(name: string, value: FormValue): Pairs {
  if (typeof value !== 'object') return [[name, String(value)]];
  const entries = Object.entries(value) as [string, FormValue][];
  return entries.flatMap(([key, nested]) => pairsOf(`${name}[${key}]`, nested));
}

/** `-d name=value`, as often as it was given. */
export function pairsFrom(data: readonly string[] = []): Pairs {
  return data.map((text) => {
    const end = text.indexOf('=');
    if (end < 1) throw new Failure(`'${text}' is no parameter: expected name=value`);
    return [text.slice(0, end), text.slice(end + 1)];
  });
}

export const encoded = (pairs: Pairs): string =>
  new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value])).toString();

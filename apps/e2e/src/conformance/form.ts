export type FormValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly FormValue[]
  | { readonly [name: string]: FormValue };

/** The form spelling of the Node SDK: `a[b]=c`, lists by index, null as empty. */
export const formOf = (params: FormValue): string => pairsOf(params, '').join('&');

function pairsOf(value: FormValue, name: string): string[] {
  if (value === undefined) return [];
  if (value === null || typeof value !== 'object') {
    return [`${name}=${encodeURIComponent(String(value ?? ''))}`];
  }
  return Object.entries(value).flatMap(([key, inner]) => {
    const spelled = encodeURIComponent(key);
    return pairsOf(inner, name === '' ? spelled : `${name}[${spelled}]`);
  });
}

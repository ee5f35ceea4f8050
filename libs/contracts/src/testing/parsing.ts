// How specs look at what parameters become.
import { parseParams, type ParamsClass, type RawParams } from '../requests/parse-params.js';

export function valueOf<T extends object>(Params: ParamsClass<T>, raw: RawParams): T {
  const parsed = parseParams(Params, raw);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

/** The code of the refusal (its status, if it has none) and the parameter. */
export function refusalOf<T extends object>(Params: ParamsClass<T>, raw: RawParams): string {
  const parsed = parseParams(Params, raw);
  if (parsed.ok) return 'accepted';
  const { code, status, param } = parsed.error;
  return `${code ?? status} ${param ?? ''}`.trim();
}

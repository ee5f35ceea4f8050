// `{charge.id}` in a recipe stands for what an earlier step was answered.
import type { Json } from '../api/api-client.js';
import type { FormValue, Params } from '../api/form.js';
import { Failure } from '../terminal/failure.js';

export type Answers = Readonly<Record<string, Json | string>>;

/** What is there, or undefined. */
export function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce((within, name) => (within as Record<string, unknown> | undefined)?.[name], value);
}

export const filledIn = (text: string, answers: Answers): string =>
  text.replace(/\{([\w.]+)\}/g, (reference, path: string) => {
    const found = at(answers, path);
    if (typeof found !== 'string' && typeof found !== 'number')
      throw new Failure(`${reference} stands for nothing`);
    return String(found);
  });

export function paramsFilledIn(params: Params, answers: Answers): Params {
  const fill = (value: FormValue): FormValue => {
    if (typeof value === 'string') return filledIn(value, answers);
    if (typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map(fill);
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fill(one)]));
  };
  return fill(params) as Params;
}

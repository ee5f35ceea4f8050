// `--override step:path=value`: the same event, with something else in it.
import type { FormValue, Params } from '../api/form.js';
import { Failure } from '../terminal/failure.js';
import type { Step } from './recipe.js';

type Override = { readonly step: string; readonly path: readonly string[]; readonly value: string };

/** `charge:metadata.order=6735` */
function readOverride(text: string): Override {
  const [, step, path, value] = /^(\w+):([^=]+)=(.*)$/s.exec(text) ?? [];
  if (step === undefined || path === undefined || value === undefined)
    throw new Failure(`'${text}' is no override: expected step:path=value, as charge:amount=5000`);
  return { step, path: path.split('.'), value };
}

/** @throws Failure if there is no such step, or it takes no parameters */
export function overridden(steps: readonly Step[], texts: readonly string[]): readonly Step[] {
  return texts.map(readOverride).reduce((changed, override) => {
    const names = changed.filter(({ method }) => method === 'POST').map(({ name }) => name);
    if (!names.includes(override.step))
      throw new Failure(`There is no step '${override.step}' here: ${names.join(', ')}`);
    return changed.map((step) => withOverride(step, override));
  }, steps);
}

function withOverride(step: Step, { step: name, path, value }: Override): Step {
  return step.name === name ? { ...step, params: withValue(step.params, path, value) } : step;
}

function withValue(params: Params, [name, ...rest]: readonly string[], value: string): Params {
  if (name === undefined) return params;
  if (rest.length === 0) return { ...params, [name]: value };
  const within: FormValue = params[name] ?? {};
  const nested = typeof within === 'object' ? (within as Params) : {};
  return { ...params, [name]: withValue(nested, rest, value) };
}

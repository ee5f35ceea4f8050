// Which events are wanted, checked before anything waits for them.
import { publicEventTypes } from '@ledgerway/contracts';
import type { Pairs } from '../api/form.js';
import { Failure } from '../terminal/failure.js';

/** The API filters by this many types at once. */
const maxTypes = 20;

/** @param text types and prefixes of types such as `charge.*`, separated by commas */
export function readEventTypes(text: string): readonly string[] {
  const types = text
    .split(',')
    .map((type) => type.trim())
    .filter((type) => type !== '');
  if (types.length === 0 || types.length > maxTypes)
    throw new Failure(`--events takes 1 to ${maxTypes} types; charge.* stands for many`);
  const unknown = types.find((type) => !isKnown(type));
  if (unknown !== undefined)
    throw new Failure(
      `There is no event '${unknown}': \`ledgerway trigger --list\` shows all there are`,
    );
  return types;
}

export const typesFilter = (types: readonly string[]): Pairs =>
  types.map((type) => ['types[]', type] as const);

const isKnown = (type: string): boolean =>
  type.endsWith('*')
    ? publicEventTypes.some((known) => known.startsWith(type.slice(0, -1)))
    : (publicEventTypes as readonly string[]).includes(type);

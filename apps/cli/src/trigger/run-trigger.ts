// `ledgerway trigger`, put together from what was asked for.
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { publicEventTypes, type PublicEventType } from '@ledgerway/contracts';
import { ApiClient, type Json } from '../api/api-client.js';
import { findConnection } from '../api/connection.js';
import type { TriggerFlags } from '../commands/trigger.js';
import { exitCodes, type ExitCode } from '../terminal/exit-codes.js';
import { Failure } from '../terminal/failure.js';
import { complain, print } from '../terminal/print.js';
import { tableOf } from '../terminal/table.js';
import { idIn } from './answered-id.js';
import { overridden } from './overrides.js';
import type { Recipe, Step } from './recipe.js';
import { impossible, recipes } from './recipes.js';
import { bringAbout } from './run-recipe.js';

const isType = (text: string): text is PublicEventType =>
  (publicEventTypes as readonly string[]).includes(text);

export async function runTrigger(type: string | undefined, flags: TriggerFlags): Promise<ExitCode> {
  if (flags.list || type === undefined) return list(flags.json === true);
  const recipe = recipeOf(type);
  const steps = overridden(recipe.steps, flags.override ?? []);
  const api = new ApiClient(findConnection(flags, process.env));
  if (api.livemode) throw new Failure('Events are triggered in test mode only');
  if (recipe.note !== undefined) complain(`This ${recipe.note}.`);
  const taken: { step: string; id: string | null }[] = [];
  const onStep = ({ name }: Step, answer: Json) => {
    const id = idIn(answer);
    taken.push({ step: name, id });
    complain(`${name.padEnd(10)}${id ?? ''}`.trimEnd());
  };
  const event = await bringAbout(
    type,
    { ...recipe, steps },
    {
      api,
      run: randomBytes(4).toString('hex').toUpperCase(),
      onStep,
      nowMs: () => performance.now(),
      pause: (ms) => delay(ms),
      timeoutMs: flags.timeout,
    },
  );
  print(flags.json ? JSON.stringify({ type, event: event.id, steps: taken }) : event.id);
  return exitCodes.done;
}

function recipeOf(type: string): Recipe {
  if (!isType(type))
    throw new Failure(
      `There is no event '${type}': \`ledgerway trigger --list\` shows all there are`,
    );
  const recipe = recipes[type];
  if (recipe === undefined) throw new Failure(`${type} cannot be triggered: ${impossible[type]}`);
  return recipe;
}

function list(json: boolean): ExitCode {
  const rows = publicEventTypes.map((type) => {
    const steps = recipes[type]?.steps.map(({ name }) => name) ?? [];
    const note = recipes[type]?.note ?? impossible[type] ?? null;
    return { type, possible: recipes[type] !== undefined, steps, note };
  });
  if (json) print(JSON.stringify(rows));
  else
    for (const line of tableOf(
      rows.map(({ type, steps, note }) => [type, steps.join(', '), note ?? '']),
    ))
      print(line);
  return exitCodes.done;
}

// Carries out a recipe and waits until the API shows the event that it brings about.
import type { ApiClient, Json } from '../api/api-client.js';
import { isPassing, Refusal } from '../api/api-error.js';
import { formOf } from '../api/form.js';
import type { Page } from '../feed/list-feed.js';
import type { ApiEvent } from '../listen/event.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { Failure } from '../terminal/failure.js';
import type { Pause } from '../terminal/pause.js';
import type { Recipe, Step } from './recipe.js';
import { at, filledIn, paramsFilledIn, type Answers } from './references.js';

export type RunOptions = {
  readonly api: Pick<ApiClient, 'send' | 'get'>;
  /** Makes what has to be unique so: letters and digits. */
  readonly run: string;
  readonly onStep: (step: Step, answer: Json) => void;
  readonly nowMs: () => number;
  readonly pause: Pause;
  readonly timeoutMs: number;
};

const pauseMs = 100;

/** @throws Failure with `inVain` if the event does not come in time */
export async function bringAbout(
  type: string,
  { steps, about }: Recipe,
  options: RunOptions,
): Promise<ApiEvent> {
  const answers = await takeSteps(steps, options);
  const named = JSON.stringify(filledIn(about, answers));
  const query = formOf({ type, limit: 100 });
  return waited(options, `${type} did not come`, async () => {
    const { data } = await options.api.get<Page<ApiEvent>>('/v1/events', query);
    return data.find((event) => JSON.stringify(event.data.object).includes(named));
  });
}

/** @returns what each of them was answered, by its name */
export async function takeSteps(steps: readonly Step[], options: RunOptions): Promise<Answers> {
  let answers: Answers = { run: options.run };
  for (const step of steps) {
    const answer = await take(step, answers, options);
    options.onStep(step, answer);
    answers = { ...answers, [step.name]: answer };
  }
  return answers;
}

function take(step: Step, answers: Answers, options: RunOptions): Promise<Json> {
  const path = filledIn(step.path, answers);
  const params = formOf(paramsFilledIn(step.params, answers));
  const ask = async () => {
    const answer = await options.api.send(step.method, path, params);
    if (answer.status !== (step.declined ? 402 : 200)) throw new Refusal(answer);
    return answer.body;
  };
  const { until } = step;
  if (until === undefined) return ask();
  return waited(options, `${step.name} did not come`, async () => {
    const answer = await ask();
    return at(answer, until) === undefined ? undefined : answer;
  });
}

/** Asks until there is something, through whatever passes by itself. */
async function waited<T>(
  { nowMs, pause, timeoutMs }: RunOptions,
  what: string,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  for (const endMs = nowMs() + timeoutMs; ;) {
    const found = await ask().catch((error: unknown) => {
      if (isPassing(error)) return undefined;
      throw error;
    });
    if (found !== undefined) return found;
    if (nowMs() >= endMs)
      throw new Failure(`${what} within ${timeoutMs / 1000} s`, exitCodes.inVain);
    await pause(pauseMs);
  }
}

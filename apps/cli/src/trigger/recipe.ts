import type { Method } from '../api/api-client.js';
import type { Params } from '../api/form.js';

/** One call of the API. `{charge.id}` in its texts stands for what the step `charge` was answered. */
export type Step = {
  readonly name: string;
  readonly method: Method;
  readonly path: string;
  readonly params: Params;
  /** It is to be declined: the answer is the error. */
  readonly declined?: true;
  /** Asked again until the answer has something there. */
  readonly until?: string;
};

/** How an event is brought about. */
export type Recipe = {
  readonly steps: readonly Step[];
  /** What the event names, and no other event of that type does. */
  readonly about: string;
  /** What else it does, if somebody should know. */
  readonly note?: string;
};

// What the API's description says of a route beside what the code says of it by itself.
import type { JsonSchema, ParamsClass } from '@ledgerway/contracts';
import type { PublicObjects } from './public-objects.js';

export type ObjectName = keyof PublicObjects;

/** An object, one of several, or a list; a schema for what is no object of this API. */
export type ObjectAnswer =
  ObjectName | `list of ${ObjectName}` | readonly ObjectName[] | JsonSchema;
export type Answers = ObjectAnswer | FileAnswer;

/** Not JSON, but a file of one of these media types. */
export class FileAnswer {
  constructor(readonly mediaTypes: readonly string[]) {}
}

export type Operation = {
  /** In the imperative: what calling it does. */
  readonly summary: string;
  /** What its parameters are read into; a schema for those that are read by hand. */
  readonly takes: ParamsClass<object> | JsonSchema | undefined;
  readonly answers: Answers;
};

/** Routes by what they are about; a route is written as `POST /v1/charges/{id}/capture`. */
export type Operations = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

export const operation = (
  summary: string,
  takes: Operation['takes'],
  answers: Answers,
): Operation => ({ summary, takes, answers });

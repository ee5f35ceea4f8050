// What each read model contributes to a commit: the rows of a batch, written by one statement.
import type { ProjectedEvent } from './projected-event.js';

export type Statement = {
  /** PostgreSQL plans a statement of this name once per connection. */
  readonly name: string;
  readonly text: string;
  readonly values: readonly (string | Buffer)[];
};

export interface TableRows {
  /** Takes what this table needs of an event; events of a stream come in their order. */
  add(event: ProjectedEvent): void;
  /** Writes everything that was added; none if there is nothing to write. */
  statement(): Statement | undefined;
}

// Columns travel as array literals that we write ourselves: the client library would quote and
// escape every number, which costs more than the insert.

/** For `smallint[]`, `integer[]`, `bigint[]`, `boolean[]`, `uuid[]`: nothing in it needs quotes. */
export const plainArray = (
  values: readonly (number | bigint | boolean | string | null)[],
): string => `{${values.map((value) => (value === null ? 'null' : value)).join(',')}}`;

/** For `text[]` of any content. */
export const textArray = (values: readonly (string | null)[]): string =>
  `{${values.map(arrayElement).join(',')}}`;

const needsNoQuotes = /^[A-Za-z0-9_:.-]+$/;

function arrayElement(value: string | null): string {
  if (value === null) return 'null';
  if (needsNoQuotes.test(value) && value.toLowerCase() !== 'null') return value;
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

// What is wrong with a file, and where. A file is read to its end, so that its sender can mend all of
// it at once; of very many mistakes only the first are told.
import { invalidRequest, type ApiError } from '../errors.js';

export type Problem = {
  /** From 1; null if the file as a whole is meant. */
  readonly line: number | null;
  /** A column of CSV, or an element of XML. */
  readonly column: string | null;
  readonly message: string;
};

export const maxProblems = 20;

export class Problems {
  readonly found: Problem[] = [];
  /** How many there are, told or not. */
  count = 0;

  add(line: number | null, column: string | null, message: string): void {
    this.count += 1;
    if (this.found.length < maxProblems) this.found.push({ line, column, message });
  }
}

/** The outcome of reading a file: all of it, or what is wrong with it. */
export type Read<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: Problems };

const placeOf = ({ line, column }: Problem): string =>
  [
    ...(line === null ? [] : [`line ${line}`]),
    ...(column === null ? [] : [`column ${column}`]),
  ].join(', ');

const inWords = (problem: Problem): string => {
  const place = placeOf(problem);
  return place === '' ? problem.message : `${place}: ${problem.message}`;
};

/** 400: nothing of the file was imported. */
export function fileRefused({ found, count }: Problems): ApiError {
  const more = count > found.length ? ` And ${count - found.length} more.` : '';
  const told = found.map(inWords).join(' ');
  return invalidRequest(`The file was not imported. ${told}${more}`, { param: 'content' });
}

/** A value of the file in a message: short, and without what a terminal would obey. */
export const shown = (text: string): string =>
  `'${text.replaceAll(/[^\x20-\x7e\u00a0-\uffff]/g, '?').slice(0, 40)}'`;

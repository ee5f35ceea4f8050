// What answers promise is written into one of these, kind of request by kind of request.
import type { Operation } from '../client/request-journal.js';
import type { Fact } from './facts.js';

/** Amounts are minor units. */
export type Promised = {
  readonly orders: Fact[];
  readonly money: Fact[];
  readonly webhooks: Fact[];
  readonly credits: Fact[];
  readonly released: Fact[];
  readonly owed: number[];
  readonly suspended: number[];
  /** The last that was said of each intent. */
  readonly statuses: Map<string, string>;
  readonly canceledRefunds: ReadonlySet<string>;
  /** Those that were pending at first: that much an answer need not say. */
  readonly slowRefunds: ReadonlySet<string>;
};

/** An answer that is kept: 200, or the 402 of a decline. */
export type Said = { readonly key: string; readonly status: 200 | 402; readonly text: string };

/** One function for each kind of request: a forgotten one does not compile. */
export type Promisers<O extends Operation> = {
  readonly [K in O['kind']]: (
    operation: Extract<O, { kind: K }>,
    said: Said,
    promised: Promised,
  ) => void;
};

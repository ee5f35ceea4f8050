// The client's own record: everything it asked for, and the final answer to each. It is written
// before the request is sent, so nothing that reaches the server is missing from it.

/** Amounts are minor units. */
export type Operation =
  | { readonly kind: 'sale'; readonly amount: number }
  | { readonly kind: 'authorization'; readonly amount: number }
  | { readonly kind: 'capture'; readonly charge: string; readonly amount: number }
  | { readonly kind: 'void'; readonly charge: string; readonly amount: number }
  | { readonly kind: 'refund'; readonly charge: string; readonly amount: number };

export type Request = {
  /** The Idempotency-Key; every attempt carries it. */
  readonly key: string;
  readonly operation: Operation;
  readonly path: string;
  readonly body: string;
};

export type Answer = { readonly status: number; readonly text: string };

export type Entry = {
  readonly request: Request;
  attempts: number;
  /** The statuses of answers that settled nothing. */
  readonly passing: number[];
  /** The final one: it will never be asked again. */
  answer?: Answer;
};

export class RequestJournal {
  readonly entries: Entry[] = [];

  open(request: Request): Entry {
    const entry: Entry = { request, attempts: 0, passing: [] };
    this.entries.push(entry);
    return entry;
  }

  get unanswered(): Entry[] {
    return this.entries.filter(({ answer }) => answer === undefined);
  }

  /** Requests that needed more than one attempt: how much the faults were felt. */
  get retried(): number {
    return this.entries.filter(({ attempts }) => attempts > 1).length;
  }
}

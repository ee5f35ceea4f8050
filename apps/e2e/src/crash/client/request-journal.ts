// The client's own record: everything it asked for, and the final answer to each. It is written
// before the request is sent, so nothing that reaches the server is missing from it.

/** Amounts are minor units. */
export type ChargeOperation =
  | { readonly kind: 'sale'; readonly amount: number }
  | { readonly kind: 'authorization'; readonly amount: number }
  | ({ readonly kind: 'capture' } & Capture)
  | { readonly kind: 'void'; readonly charge: string; readonly amount: number }
  | { readonly kind: 'refund'; readonly charge: string; readonly amount: number }
  /** Of a card whose bank takes its time: it is pending at first. */
  | { readonly kind: 'slow refund'; readonly charge: string; readonly amount: number }
  | { readonly kind: 'refund cancel'; readonly refund: string }
  | { readonly kind: 'token' }
  | { readonly kind: 'customer'; readonly withCard: boolean };

/** Amounts are minor units; `order` is the key of the request that made the intent. */
export type IntentOperation =
  | { readonly kind: 'method' }
  | { readonly kind: 'intent' }
  | ({ readonly kind: 'payment' } & Payment)
  | ({ readonly kind: 'intent capture' } & Capture)
  | { readonly kind: 'intent cancel'; readonly charge: string | null; readonly held: number }
  | { readonly kind: 'transfer code' }
  /** A bank transfer that comes in: it pays an intent, or it is kept. */
  | { readonly kind: 'credit'; readonly amount: number }
  /** An intent is looked at until a transfer has paid it. */
  | { readonly kind: 'transferred'; readonly order: string; readonly amount: number };

export type Operation = ChargeOperation | IntentOperation;

/** Takes `amount` of what is `held`; the rest is given back. */
export type Capture = {
  readonly charge: string;
  readonly amount: number;
  readonly held: number;
};

/** An attempt to pay an intent, which this very request makes if there is no `intent` yet. */
export type Payment = {
  readonly order: string;
  readonly intent: string | null;
  readonly amount: number;
  /** Only reserves the money. */
  readonly hold?: boolean;
  /** A payment method that serves once, whatever intents want it. */
  readonly method?: string;
  /** Keeps the card with the customer. */
  readonly keep?: boolean;
};

export type Request = {
  /** The Idempotency-Key; every attempt carries it. */
  readonly key: string;
  readonly operation: Operation;
  /** POST unless told. */
  readonly method?: 'GET' | 'POST';
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

  /** Writes that needed more than one attempt: how much the faults were felt. */
  get retried(): number {
    return this.entries.filter(({ request, attempts }) => isWrite(request) && attempts > 1).length;
  }
}

export const isWrite = ({ method }: Request): boolean => method !== 'GET';

// What the client was promised: the facts that follow from the answers it got, and from nothing else.
import type { Entry, Operation } from '../client/request-journal.js';
import { chargePromises, type PublicRefund } from './charge-promises.js';
import { fact, type Fact } from './facts.js';
import { intentPromises } from './intent-promises.js';
import type { Promised, Promisers, Said } from './promised.js';

export type Promises = Record<
  'orders' | 'money' | 'intents' | 'credits' | 'released' | 'owed' | 'suspended' | 'webhooks',
  readonly Fact[]
> & {
  /** What the merchant's balance must be, in minor units. */
  readonly balance: number;
};

const promisers: Promisers<Operation> = { ...chargePromises, ...intentPromises };

/** @param slowRefunds those that were pending at first: that much an answer need not say */
export function promisesOf(entries: readonly Entry[], slowRefunds: ReadonlySet<string>): Promises {
  const promised: Promised = {
    orders: [],
    money: [],
    webhooks: [],
    credits: [],
    released: [],
    owed: [],
    suspended: [],
    statuses: new Map(),
    canceledRefunds: canceledRefundsIn(entries),
    slowRefunds,
  };
  for (const entry of entries) addPromises(entry, promised);
  return {
    ...promised,
    intents: [...promised.statuses].map(([id, status]) => fact.intent(id, status)),
    owed: promised.owed.map(fact.owed),
    suspended: promised.suspended.map(fact.suspended),
    balance: promised.owed.reduce((sum, amount) => sum + amount, 0),
  };
}

function addPromises({ request: { key, operation }, answer }: Entry, promised: Promised): void {
  if (answer?.status !== 200 && answer?.status !== 402) return;
  // The table pairs each kind with the function for it.
  const promise = promisers[operation.kind] as (
    operation: Operation,
    said: Said,
    promised: Promised,
  ) => void;
  promise(operation, { key, status: answer.status, text: answer.text }, promised);
}

const canceledRefundsIn = (entries: readonly Entry[]): ReadonlySet<string> =>
  new Set(
    entries.flatMap(({ request, answer }) =>
      request.operation.kind === 'refund cancel' && answer?.status === 200
        ? [(JSON.parse(answer.text) as PublicRefund).id]
        : [],
    ),
  );

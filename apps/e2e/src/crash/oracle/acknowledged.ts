// What the client was promised: the facts that follow from the answers it got, and from nothing else.
import type { Entry } from '../client/request-journal.js';
import { fact, type Difference, type Fact } from './facts.js';

export type Promises = {
  readonly orders: readonly Fact[];
  readonly money: readonly Fact[];
  readonly owed: readonly Fact[];
  readonly webhooks: readonly Fact[];
  /** What the merchant's balance must be, in minor units. */
  readonly balance: number;
};

type PublicCharge = { id: string; amount: number; amount_captured: number; status: string };
type PublicRefund = { id: string; amount: number; charge: string; status: string };

type Promised = { orders: Fact[]; money: Fact[]; webhooks: Fact[]; owed: number[] };

export function promisesOf(entries: readonly Entry[]): Promises {
  const promised: Promised = { orders: [], money: [], webhooks: [], owed: [] };
  for (const entry of entries) addPromises(entry, promised);
  return {
    ...promised,
    owed: promised.owed.map(fact.owed),
    balance: promised.owed.reduce((sum, amount) => sum + amount, 0),
  };
}

function addPromises({ request, answer }: Entry, promised: Promised): void {
  if (answer?.status === 402) return addDecline(request.key, answer.text, promised);
  if (answer?.status !== 200) return;
  const { key, operation } = request;
  const { amount } = operation;
  switch (operation.kind) {
    case 'sale':
    case 'authorization': {
      const { id } = JSON.parse(answer.text) as PublicCharge;
      promised.orders.push(fact.ordered(key, id));
      promised.money.push(fact.authorized(id, amount));
      promised.webhooks.push(fact.told('charge.succeeded', id));
      if (operation.kind === 'authorization') return;
      promised.money.push(fact.captured(id, amount));
      promised.owed.push(amount);
      return;
    }
    case 'capture':
      promised.money.push(fact.captured(operation.charge, amount));
      promised.webhooks.push(fact.told('charge.captured', operation.charge));
      promised.owed.push(amount);
      return;
    case 'void':
    case 'refund': {
      const { id } = JSON.parse(answer.text) as PublicRefund;
      const { charge, kind } = operation;
      promised.money.push(
        kind === 'void' ? fact.voided(charge) : fact.refunded(id, charge, amount),
      );
      promised.webhooks.push(fact.told('refund.created', id), fact.told('charge.refunded', charge));
      if (kind === 'refund') promised.owed.push(-amount);
    }
  }
}

function addDecline(key: string, text: string, promised: Promised): void {
  const { error } = JSON.parse(text) as { error: { charge: string } };
  promised.orders.push(fact.ordered(key, error.charge));
  promised.money.push(fact.declined(error.charge));
  promised.webhooks.push(fact.told('charge.failed', error.charge));
}

/** Requests without a final answer, and answers that are wrong whatever the other witnesses say. */
export function answerDifferences(entries: readonly Entry[]): Difference[] {
  return entries.flatMap((entry) => {
    const wrong = whatIsWrong(entry, entries);
    const { key, path, body } = entry.request;
    if (wrong === undefined) return [];
    return [
      { witness: 'answers', kind: 'wrong', what: `${key} ${path} ${body}: ${wrong}` } as const,
    ];
  });
}

function whatIsWrong(
  { request, answer, attempts, passing }: Entry,
  all: readonly Entry[],
): string | undefined {
  const { operation } = request;
  // A server in trouble says 503. Anything else of its own making tells the client nothing.
  const failure = passing.find((status) => status >= 500 && status !== 503);
  if (failure !== undefined) return `answered ${failure} on the way`;
  if (answer === undefined) return `no final answer after ${attempts} attempts`;
  if (answer.status === 402 && operation.kind === 'sale') return undefined;
  if (answer.status === 400 && operation.kind === 'refund' && rivalWon(operation, all))
    return undefined;
  if (answer.status !== 200) return `answered ${answer.status} ${answer.text}`;
  const json = JSON.parse(answer.text) as PublicCharge & PublicRefund;
  const amount = operation.kind === 'capture' ? json.amount_captured : json.amount;
  const right = amount === operation.amount && json.status === 'succeeded';
  return right ? undefined : `answered with ${json.status} and the amount ${amount}`;
}

/** A refund may only be refused if those that were granted leave too little. */
function rivalWon(
  { charge, amount }: { charge: string; amount: number },
  all: readonly Entry[],
): boolean {
  let left = 0;
  for (const { request, answer } of all) {
    if (answer?.status !== 200) continue;
    const { operation } = request;
    if (operation.kind === 'sale' && (JSON.parse(answer.text) as PublicCharge).id === charge)
      left += operation.amount;
    if (operation.kind === 'refund' && operation.charge === charge) left -= operation.amount;
  }
  return amount > left;
}

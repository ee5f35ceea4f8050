// Requests without a final answer, and answers that are wrong whatever the other witnesses say.
import type { Entry, Operation } from '../client/request-journal.js';
import type { PublicCharge, PublicRefund } from './charge-promises.js';
import type { Difference } from './facts.js';
import type { PublicIntent } from './intent-promises.js';

type OperationOf<K extends Operation['kind']> = Extract<Operation, { kind: K }>;

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
  const { status, text } = answer;
  if (status === 402 && (operation.kind === 'sale' || operation.kind === 'payment'))
    return undefined;
  if (status === 400 && mayBeRefused(operation, all)) return undefined;
  if (status !== 200) return `answered ${status} ${text}`;
  return isRight(operation, text) ? undefined : `answered with ${text}`;
}

function mayBeRefused(operation: Operation, all: readonly Entry[]): boolean {
  switch (operation.kind) {
    case 'refund':
      return rivalRefundWon(operation, all);
    case 'payment':
      return rivalPaymentWon(operation, all);
    case 'refund cancel':
      return true; // The bank may have been faster: then the refund is held against the others.
    default:
      return false;
  }
}

/** A refund may only be refused if those that were granted leave too little. */
function rivalRefundWon({ charge, amount }: OperationOf<'refund'>, all: readonly Entry[]): boolean {
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

/** An attempt may only be refused if another one has paid the intent, or has used up the method. */
const rivalPaymentWon = ({ intent, method }: OperationOf<'payment'>, all: readonly Entry[]) =>
  all.some(
    ({ request: { operation }, answer }) =>
      operation.kind === 'payment' &&
      answer?.status === 200 &&
      ((intent !== null && operation.intent === intent) ||
        (method !== undefined && operation.method === method)),
  );

function isRight(operation: Operation, text: string): boolean {
  const json = JSON.parse(text) as PublicCharge & PublicRefund & PublicIntent;
  switch (operation.kind) {
    case 'sale':
    case 'authorization':
    case 'void':
    case 'refund':
      return json.amount === operation.amount && json.status === 'succeeded';
    case 'capture':
      return json.amount_captured === operation.amount && json.status === 'succeeded';
    case 'slow refund':
      return json.amount === operation.amount && ['pending', 'succeeded'].includes(json.status);
    case 'refund cancel':
      return json.status === 'canceled';
    case 'payment':
      return json.status === (operation.hold ? 'requires_capture' : 'succeeded');
    case 'intent capture':
    case 'transferred':
      return json.amount_received === operation.amount && json.status === 'succeeded';
    case 'intent cancel':
      return json.status === 'canceled';
    case 'transfer code':
      return json.status === 'requires_action';
    case 'intent':
      return json.status === 'requires_payment_method';
    case 'token':
    case 'customer':
    case 'method':
    case 'credit':
      return true;
  }
}

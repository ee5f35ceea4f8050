// What is compared, and where the oracle is known to be wrong.
import type { Step } from './steps.js';
import type { Answer } from './stateful-mock.js';

type Json = Record<string, unknown>;

const membersOfCharge = [
  'object',
  'amount',
  'amount_captured',
  'amount_refunded',
  'captured',
  'currency',
  'customer',
  'description',
  'disputed',
  'failure_code',
  'livemode',
  'metadata',
  'paid',
  'refunded',
  'status',
];
const membersOfRefund = ['object', 'amount', 'currency', 'reason', 'status', 'metadata'];
const membersOfError = ['type', 'code', 'param', 'decline_code'];

const pick = (json: Json, members: readonly string[]): Json =>
  Object.fromEntries(members.map((name) => [name, json[name]]));

/** The part of an answer that both servers must agree on. Ids, times and wording are their own. */
export function comparable({ status, json }: Answer): Json {
  const { error, data } = json as { error?: Json; data?: Json[] };
  if (error !== undefined) return { status, ...pick(error, membersOfError) };
  // It lists what was made within one second in any order.
  if (data !== undefined) {
    const refunds = data.map((one) => JSON.stringify(pick(one, membersOfRefund)));
    return { status, refunds: refunds.sort() };
  }
  if (json['object'] === 'refund') return { status, ...pick(json, membersOfRefund) };
  const card = (json['payment_method_details'] as { card?: Json } | undefined)?.card ?? {};
  return {
    status,
    ...pick(json, membersOfCharge),
    card: pick(card, ['brand', 'funding']),
  };
}

type Situation = {
  readonly step: Step;
  /** The charge as we have it before the step; none for a creation. */
  readonly before: Json | undefined;
  readonly ours: Answer;
  readonly theirs: Answer;
};

type Mistake = { readonly because: string; readonly is: (situation: Situation) => boolean };

const failed = ({ before }: Situation) => before?.['status'] === 'failed';
const uncaptured = ({ before }: Situation) =>
  before?.['captured'] === false && before['paid'] === true;
const asked = ({ step }: Situation) => ('amount' in step ? step.amount : undefined);

/**
 * Each with the reason why ours is right. A charge that met one of these goes two ways from there,
 * so it is not compared any further.
 */
export const mistakes: readonly Mistake[] = [
  {
    because: 'It shows a failed charge as captured, and captures and refunds it.',
    is: failed,
  },
  {
    because: 'It captures more than was reserved; the contract says amount_too_large.',
    is: (situation) =>
      situation.step.kind === 'capture' &&
      uncaptured(situation) &&
      (asked(situation) ?? 0) > Number(situation.before?.['amount']),
  },
  {
    because: 'It captures what was voided; the contract says charge_already_refunded.',
    is: ({ step, before }) =>
      step.kind === 'capture' && before?.['captured'] === false && before['refunded'] === true,
  },
  {
    because: 'Two things are wrong with the request, and each server names another of them.',
    is: ({ step, before, ours, theirs }) =>
      'amount' in step &&
      (step.amount ?? 1) < 1 &&
      (before?.['captured'] === true || before?.['refunded'] === true) &&
      ours.status === 400 &&
      theirs.status === 400,
  },
  {
    because: 'It gives some declines no decline code; the contract lists one for each.',
    is: ({ theirs }) => theirs.status === 402 && errorOf(theirs)['decline_code'] === undefined,
  },
  {
    because: 'It limits a refund by the largest charge; the contract compares with what remains.',
    is: ({ step, theirs }) =>
      step.kind === 'refund' && errorOf(theirs)['code'] === 'amount_too_large',
  },
];

const errorOf = ({ json }: Answer): Json => (json['error'] ?? {}) as Json;

/** The id of the charge that an answer is about, made or declined. */
export function chargeIn(answer: Answer): string | undefined {
  const { object, id } = answer.json;
  return (object === 'charge' ? id : errorOf(answer)['charge']) as string | undefined;
}

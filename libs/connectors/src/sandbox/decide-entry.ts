// What the acquirer decides about a call, from the card's behaviour and from what its book says is
// open. Pure: the same call on the same book is always decided the same.
import { behaviourOf, verdictOn } from './behaviour.js';
import type {
  AuthorizationCall,
  AuthorizationEntry,
  AuthorizationRecord,
  StepCall,
  StepEntry,
} from './book.js';
import { authorizationReferences, stepReference } from './references.js';

/** Why a capture, a void or a refund is refused, in order of precedence. */
export type StepFailure =
  | 'authorization_not_found'
  | 'authorization_declined'
  | 'currency_mismatch'
  | 'invalid_amount'
  | 'authorization_closed'
  | 'exceeds_authorized'
  | 'exceeds_captured'
  | 'refund_not_pending';

export function decideAuthorization(
  { presence, ...call }: AuthorizationCall,
  nowMs: number,
): AuthorizationEntry {
  const authorization = verdictOn(call.instrument, presence);
  if (authorization.kind === 'decline')
    return {
      ...call,
      outcome: { kind: 'declined', decline: authorization.decline },
      decidedAtMs: nowMs,
    };
  const approval = { ...authorizationReferences(call.intentId), checks: authorization.checks };
  return { ...call, outcome: { kind: 'approved', approval }, decidedAtMs: nowMs };
}

/** @param record the authorization that the step is on, as the book has it. */
export function decideStep(
  call: StepCall,
  record: AuthorizationRecord | undefined,
  nowMs: number,
): StepEntry {
  if (record === undefined || !sameMerchant(call, record.authorization))
    return entry(call, { kind: 'failed', failure: notFound }, nowMs);
  const failure = refusal(call, record);
  if (failure !== undefined) return entry(call, { kind: 'failed', failure }, nowMs);
  const done = { kind: 'done', acquirerReference: stepReference(call.intentId) } as const;
  const { refund } = behaviourOf(record.authorization.instrument);
  if (call.kind !== 'refund' || refund.kind === 'at_once') return entry(call, done, nowMs);
  const outcome =
    refund.kind === 'later' ? done : ({ kind: 'failed', failure: refund.failure } as const);
  const settlement = { outcome, atMs: nowMs + refund.afterMs };
  return { ...entry(call, { kind: 'pending' }, nowMs), settlement };
}

const entry = (call: StepCall, outcome: StepEntry['outcome'], decidedAtMs: number): StepEntry => ({
  ...call,
  outcome,
  settlement: null,
  decidedAtMs,
});

const notFound: StepFailure = 'authorization_not_found';

function refusal(call: StepCall, record: AuthorizationRecord): StepFailure | undefined {
  const { authorization } = record;
  if (authorization.outcome.kind !== 'approved') return 'authorization_declined';
  if (call.currency !== authorization.currency) return 'currency_mismatch';
  if (call.kind === 'evidence') return undefined;
  if (call.kind === 'cancel_refund')
    return isPending(record, call.note) ? undefined : 'refund_not_pending';
  if (call.amount <= 0n) return 'invalid_amount';
  const standing = standingOf(record);
  if (call.kind === 'refund')
    return call.amount > standing.captured - standing.refunded ? 'exceeds_captured' : undefined;
  if (standing.closed) return 'authorization_closed';
  return call.amount > authorization.amount - standing.captured ? 'exceeds_authorized' : undefined;
}

const isPending = ({ steps }: AuthorizationRecord, refundIntentId: string | null) =>
  steps.some((step) => step.intentId === refundIntentId && step.outcome.kind === 'pending');

const sameMerchant = (a: StepCall, b: AuthorizationEntry) =>
  a.merchantId === b.merchantId && a.livemode === b.livemode;

/** `refunded` counts pending refunds too: their money is spoken for until they fail. */
export type Standing = {
  readonly captured: bigint;
  readonly refunded: bigint;
  readonly closed: boolean;
};

/** What an approved authorization and the steps on it add up to, in minor units. */
export function standingOf({ authorization, steps }: AuthorizationRecord): Standing {
  const sale = authorization.kind === 'sale';
  let captured = sale ? authorization.amount : 0n;
  let refunded = 0n;
  let closed = sale;
  for (const { kind, amount, final, outcome } of steps) {
    if (outcome.kind === 'failed') continue;
    if (kind === 'capture') captured += amount;
    if (kind === 'refund') refunded += amount;
    closed ||= final;
  }
  return { captured, refunded, closed };
}

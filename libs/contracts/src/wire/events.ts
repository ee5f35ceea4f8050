// How a stream's events look as JSON: where in each of them the amounts are.
import type { StreamEvent } from '@ledgerway/domain';
import { all, amounts, asIs, maybeAmount, within, type Json, type Read } from './json.js';
import { readIntent } from './state.js';

/** A forgotten event does not compile. */
const readers: { readonly [T in StreamEvent['type']]: Read } = {
  ChargeRequested: within('terms', amounts('amount')),
  ChargeAuthorized: amounts('amount'),
  ChargeDeclined: asIs,
  AuthorizationUnknown: asIs,
  CaptureRequested: amounts('amount'),
  CaptureUnknown: asIs,
  CaptureFailed: asIs,
  ChargeCaptured: amounts('amount', 'released'),
  VoidRequested: asIs,
  VoidUnknown: asIs,
  VoidFailed: asIs,
  ChargeVoided: amounts('released'),
  ChargeExpired: amounts('released'),
  RefundRequested: amounts('amount'),
  RefundUnknown: asIs,
  RefundPending: asIs,
  RefundSucceeded: amounts('amount'),
  RefundFailed: amounts('amount'),
  RefundCancelRequested: asIs,
  RefundCanceled: amounts('amount'),
  RefundCancelFailed: asIs,
  RefundUpdated: asIs,
  ChargeExpiringSoon: asIs,
  DisputeOpened: amounts('amount', 'fee'),
  DisputeUpdated: asIs,
  DisputeEvidenceSubmitted: asIs,
  DisputeEvidenceAnswered: asIs,
  DisputeClosed: amounts('amount', 'fee'),
  ChargeUpdated: asIs,
  AcquirerContradicted: asIs,
  CommandRejected: asIs,

  PaymentIntentCreated: within('intent', readIntent),
  PaymentIntentUpdated: all(
    within('details', amounts('amount')),
    within('previous', maybeAmount('amount')),
  ),
  PaymentIntentConfirmed: within('details', amounts('amount')),
  PaymentIntentActionRequired: asIs,
  PaymentIntentProcessing: asIs,
  PaymentIntentAttemptFailed: asIs,
  PaymentIntentCancelRequested: asIs,
  PaymentIntentCanceled: asIs,
  CreditUnmatched: within('credit', amounts('amount')),

  PaymentMethodCreated: asIs,
  PaymentMethodUpdated: asIs,
  PaymentMethodAttached: asIs,
  PaymentMethodDetached: asIs,
  PaymentMethodSetUp: asIs,
  PaymentMethodUsed: asIs,

  CustomerCreated: asIs,
  CustomerUpdated: asIs,
  CustomerDeleted: asIs,
  SourceAdded: asIs,
  SourceUpdated: asIs,
  SourceRemoved: asIs,

  SetupIntentCreated: asIs,
  SetupIntentUpdated: asIs,
  SetupIntentConfirmed: asIs,
  SetupIntentActionRequired: asIs,
  SetupIntentSucceeded: asIs,
  SetupIntentFailed: asIs,
  SetupIntentCanceled: asIs,
};

/** Every type of event that a stream may hold. */
export const eventTypes = Object.keys(readers) as StreamEvent['type'][];

/** Throws if it is no event of ours. */
export function eventFromJson(json: Json): StreamEvent {
  const type = String(json['type']);
  if (!Object.hasOwn(readers, type)) throw new Error(`Unknown type ${type}`);
  if (!Number.isSafeInteger(json['at'])) throw new Error(`No time in ${type}`);
  return readers[type as StreamEvent['type']](json) as StreamEvent;
}

// How a stream's events look as JSON: where in each of them the amounts are.
import type { StreamEvent } from '@ledgerway/domain';
import {
  all,
  amounts,
  asIs,
  each,
  maybeAmount,
  orElse,
  within,
  type Json,
  type Read,
} from './json.js';
import { openMoney, readBankEntries, readCredit, readSettlementFile } from './settlement.js';
import { readIntent } from './state.js';
import { readTerms } from './terms.js';

/** A forgotten event does not compile. */
const readers: { readonly [T in StreamEvent['type']]: Read } = {
  ChargeRequested: within('terms', readTerms),
  ChargeAuthorized: amounts('amount'),
  ChargeDeclined: asIs,
  AuthorizationUnknown: asIs,
  CaptureRequested: amounts('amount'),
  CaptureUnknown: asIs,
  CaptureFailed: asIs,
  ChargeCaptured: all(
    orElse('fee', '0'),
    orElse('tax', '0'),
    amounts('amount', 'fee', 'tax', 'released'),
  ),
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

  FundsRecorded: each('funds', amounts('amount')),
  FundsReleased: each('released', amounts('amount')),
  PayoutCreated: within('payout', amounts('amount')),
  PayoutUpdated: asIs,
  PayoutSent: asIs,
  PayoutPaid: amounts('amount'),
  PayoutFailed: amounts('amount'),
  PayoutCanceled: amounts('amount'),
  PayoutReversed: within('reversal', amounts('amount')),
  PayoutScheduleSet: asIs,
  PayoutScheduleRan: asIs,
  ReserveHeld: within('reserve', amounts('amount')),
  ReserveReleased: amounts('amount'),
  FundsConverted: all(
    within('from', amounts('amount')),
    within('to', amounts('amount')),
    within('rate', amounts('numerator', 'denominator')),
    amounts('margin'),
  ),
  ReportRunRecorded: asIs,

  SettlementBatchImported: readSettlementFile,
  BankStatementImported: readBankEntries,
  SettlementReceived: readCredit,
  SettlementBreakFound: all(readCredit, openMoney('open')),
  BreakAssigned: asIs,
  BreakResolved: openMoney('writtenOff'),
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

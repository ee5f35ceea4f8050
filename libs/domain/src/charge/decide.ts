// What a charge decides. Refusals come from the closed list in model.ts, in that precedence.
import { accept, reject } from '../decision.js';
import { decideCapture } from './capture.js';
import { changeDetails } from './details.js';
import {
  closeDispute,
  openDispute,
  recordEvidence,
  settleDispute,
  updateDispute,
} from './dispute.js';
import { announceExpiry, expireAuthorization } from './expiry.js';
import { formerValues, isSame } from '../changes.js';
import type {
  Charge,
  ChargeCommand,
  ChargeCommandOf,
  ChargeDecision,
  ChargeState,
  Terms,
} from './model.js';
import { recordAuthorization, recordCapture, recordVoid } from './outcomes.js';
import { isOwnedBy } from './progress.js';
import { cancelRefund, decideRefund, updateRefund } from './refund.js';
import { recordRefund, recordRefundCancel } from './refund-outcomes.js';

export function decide(command: ChargeCommand, state: ChargeState): ChargeDecision {
  if (command.type === 'CreateCharge') return create(command, state);
  if (state.status === 'none') return reject('not_found');
  if ('caller' in command && !isOwnedBy(command.caller, state.terms)) return reject('not_found');
  return decideOn(command, state);
}

function decideOn(command: Exclude<ChargeCommand, { type: 'CreateCharge' }>, charge: Charge) {
  switch (command.type) {
    case 'CaptureCharge':
      return charge.terms.paymentIntent === null
        ? decideCapture(command, charge)
        : reject('owned_by_intent' as const);
    case 'RefundCharge':
      return decideRefund(command, charge);
    case 'UpdateCharge':
      return update(command, charge);
    case 'UpdateRefund':
      return updateRefund(command, charge);
    case 'CancelRefund':
      return cancelRefund(command, charge);
    case 'OpenDispute':
      return openDispute(command, charge);
    case 'UpdateDispute':
      return updateDispute(command, charge);
    case 'CloseDispute':
      return closeDispute(command, charge);
    case 'RecordEvidence':
      return recordEvidence(command, charge);
    case 'SettleDispute':
      return settleDispute(command, charge);
    case 'AnnounceExpiry':
      return announceExpiry(command, charge);
    case 'ExpireAuthorization':
      return expireAuthorization(command, charge);
    case 'RecordAuthorization':
      return recordAuthorization(command, charge);
    case 'RecordCapture':
      return recordCapture(command, charge);
    case 'RecordVoid':
      return recordVoid(command, charge);
    case 'RecordRefund':
      return recordRefund(command, charge);
    case 'RecordRefundCancel':
      return recordRefundCancel(command, charge);
  }
}

function create(
  { terms, at }: ChargeCommandOf<'CreateCharge'>,
  state: ChargeState,
): ChargeDecision {
  // The charge id derives from the idempotency key, so a retry folds this very stream.
  if (state.status !== 'none')
    return sameTerms(state.terms, terms) ? accept() : reject('key_reused');
  if (terms.amount <= 0n) return reject('invalid_amount');
  return accept({ type: 'ChargeRequested', terms, at });
}

const sameTerms = (a: Terms, b: Terms) =>
  isOwnedBy(a, b) &&
  a.chargeId === b.chargeId &&
  a.amount === b.amount &&
  a.currency === b.currency &&
  a.capture === b.capture &&
  a.method === b.method &&
  a.card?.instrument === b.card?.instrument;

function update(command: ChargeCommandOf<'UpdateCharge'>, charge: Charge): ChargeDecision {
  const { chargeId, changes, at } = command;
  if (chargeId !== undefined && chargeId !== charge.terms.chargeId) return reject('not_found');
  const details = changeDetails(charge.details, changes);
  if (typeof details === 'string') return reject(details);
  if (isSame(charge.details, details)) return accept();
  const previous = formerValues(charge.details, details);
  return accept({ type: 'ChargeUpdated', details, previous, at });
}

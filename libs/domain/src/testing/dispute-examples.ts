// Fixed values for specs of disputes: a chargeback of a charge of 20.00 HKD, and an inquiry.
import type {
  ChargeCommand,
  ChargeCommandOf,
  ChargeEvent,
  ChargeEventOf,
} from '../charge/model.js';
import { at, authorized, caller, saleRequested, sold } from './examples.js';

export const evidenceDueBy = at + 9 * 24 * 60 * 60 * 1000;
export const sale: readonly ChargeEvent[] = [saleRequested, authorized, sold];

const claim = {
  disputeId: 'dp_1',
  fee: 1500n,
  reason: 'fraudulent',
  networkReasonCode: '10.4',
  warning: false,
  evidenceDueBy,
  at,
};

// Events.
export const disputeOpened = (
  changed: Partial<ChargeEventOf<'DisputeOpened'>> = {},
): ChargeEvent => ({ type: 'DisputeOpened', ...claim, amount: 2000n, ...changed });
export const inquiryOpened = disputeOpened({ warning: true, fee: 0n });
export const evidenceSubmitted = (evidence: Record<string, string>): ChargeEvent => ({
  type: 'DisputeEvidenceSubmitted',
  disputeId: 'dp_1',
  evidence,
  metadata: {},
  at,
});
export const evidenceAnswered = (accepted: boolean, submission = 1): ChargeEvent => ({
  type: 'DisputeEvidenceAnswered',
  disputeId: 'dp_1',
  submission,
  accepted,
  at,
});
export const disputeClosed = (
  outcome: 'won' | 'lost' | 'warning_closed',
  fee = 1500n,
): ChargeEvent => ({ type: 'DisputeClosed', disputeId: 'dp_1', outcome, amount: 2000n, fee, at });

// Commands.
export const openDispute = (
  changed: Partial<ChargeCommandOf<'OpenDispute'>> = {},
): ChargeCommand => ({ type: 'OpenDispute', ...claim, amount: null, ...changed });
export const updateDispute = (
  changed: Partial<ChargeCommandOf<'UpdateDispute'>>,
): ChargeCommand => ({
  type: 'UpdateDispute',
  caller,
  disputeId: 'dp_1',
  evidence: {},
  metadata: {},
  submit: false,
  at,
  ...changed,
});
export const closeDispute = (disputeId = 'dp_1'): ChargeCommand => ({
  type: 'CloseDispute',
  closeId: 'close_1',
  caller,
  disputeId,
  at,
});
export const settleDispute = (
  outcome: 'won' | 'lost' | 'warning_closed',
  disputeId = 'dp_1',
): ChargeCommand => ({ type: 'SettleDispute', disputeId, outcome, at });
export const recordEvidence = (
  outcome: ChargeCommandOf<'RecordEvidence'>['outcome'],
  submission = 1,
  disputeId = 'dp_1',
): ChargeCommand => ({ type: 'RecordEvidence', disputeId, submission, outcome, at });

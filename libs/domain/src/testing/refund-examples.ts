// Fixed values for specs: what happens to a refund after it was asked for, and to a waiting hold.
import type {
  ChargeCommand,
  ChargeCommandOf,
  ChargeEvent,
  ChargeEventOf,
} from '../charge/model.js';
import { at, caller } from './examples.js';

// Events.
export const refundFailed = (
  refundId: string,
  amount: bigint,
  changed: Partial<ChargeEventOf<'RefundFailed'>> = {},
): ChargeEvent => ({
  type: 'RefundFailed',
  refundId,
  amount,
  failure: 'declined',
  at,
  ...changed,
});
export const refundPending = (refundId: string): ChargeEvent => ({
  type: 'RefundPending',
  refundId,
  at,
});
export const refundCanceled = (refundId: string, amount: bigint): ChargeEvent => ({
  type: 'RefundCanceled',
  refundId,
  amount,
  at,
});

// Commands.
export const cancelRefund = (refundId: string): ChargeCommand => ({
  type: 'CancelRefund',
  caller,
  refundId,
  at,
});
export const updateRefund = (
  refundId: string,
  metadata: ChargeCommandOf<'UpdateRefund'>['metadata'],
): ChargeCommand => ({ type: 'UpdateRefund', caller, refundId, metadata, at });
export const recordRefundCancel = (
  refundId: string,
  outcome: ChargeCommandOf<'RecordRefundCancel'>['outcome'],
): ChargeCommand => ({ type: 'RecordRefundCancel', refundId, outcome, at });
export const announceExpiry = (now: number): ChargeCommand => ({ type: 'AnnounceExpiry', at: now });

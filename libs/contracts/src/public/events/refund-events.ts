// What is told of a refund (payment contract, 1.6). One that succeeds tells of its charge, too.
import type { Charge, ChargeEvent } from '@ledgerway/domain';
import { renderRefund } from '../refund.js';
import type { PublicEventType } from './event-types.js';
import {
  chargeIn,
  formerAttributes,
  nothing,
  publicEvent,
  type PublicEvent,
  type Tellers,
} from './telling.js';

export type RefundEvent = Extract<
  ChargeEvent,
  {
    type:
      | 'RefundRequested'
      | 'RefundUnknown'
      | 'RefundPending'
      | 'RefundFailed'
      | 'RefundCancelRequested'
      | 'RefundCanceled'
      | 'RefundCancelFailed'
      | 'RefundUpdated';
  }
>;

export const ofRefund = (
  type: PublicEventType,
  charge: Charge,
  refundId: string,
  previous?: Record<string, unknown>,
): PublicEvent => publicEvent(type, renderRefund(charge, refundId), previous);

const pending = { status: 'pending', pending_reason: 'processing' };

export const refundTellers: Tellers<RefundEvent> = {
  RefundPending: ({ refundId }, state) => [ofRefund('refund.created', chargeIn(state), refundId)],
  RefundFailed: ({ refundId, returned }, state) => {
    const charge = chargeIn(state);
    const refund = charge.refunds.find((one) => one.refundId === refundId);
    const failed = ofRefund('refund.failed', charge, refundId);
    // Refused at once: nobody has heard of this refund yet.
    if (refund?.wasPending !== true && returned !== true)
      return [ofRefund('refund.created', charge, refundId), failed];
    const before = returned === true ? { status: 'succeeded' } : pending;
    return [failed, ofRefund('charge.refund.updated', charge, refundId, before)];
  },
  RefundCanceled: ({ refundId }, state) => updated(chargeIn(state), refundId, pending),
  RefundUpdated: ({ refundId, metadata, previous }, state) => {
    const before = formerAttributes({ metadata: previous }, { metadata });
    return updated(chargeIn(state), refundId, before);
  },
  RefundRequested: nothing,
  RefundUnknown: nothing,
  RefundCancelRequested: nothing,
  RefundCancelFailed: nothing,
};

const updated = (charge: Charge, refundId: string, previous: Record<string, unknown>) => [
  ofRefund('refund.updated', charge, refundId, previous),
  ofRefund('charge.refund.updated', charge, refundId, previous),
];

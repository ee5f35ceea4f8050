// What we expect to find in a settlement file: each capture, refund and dispute of ours.
import type { Charge } from '../charge/model.js';
import { saleCaptureId } from '../charge/outcomes.js';
import type { StreamEvent } from '../stream/model.js';
import type { SettlementLineType } from './model.js';

/** Named by `reference` and `type`, as a line is. What the acquirer owes us is positive. */
export type SettlementMovement = {
  readonly type: SettlementLineType;
  readonly reference: string;
  readonly merchantReference: string;
  readonly currency: string;
  readonly amount: bigint;
};

/** None if the event changes nothing between us and the acquirer. `charge` is what it is about. */
export function settlementMovements(
  event: StreamEvent,
  charge: Charge | null,
): readonly SettlementMovement[] {
  if (charge === null) return [];
  const { chargeId, currency } = charge.terms;
  const movement = (type: SettlementLineType, reference: string, amount: bigint) => ({
    ...{ type, reference, merchantReference: chargeId, currency, amount },
  });
  switch (event.type) {
    case 'ChargeCaptured': {
      // What was captured at once was one question to the acquirer, named by the charge.
      const reference = event.captureId === saleCaptureId ? chargeId : event.captureId;
      return [movement('settled', reference, event.amount)];
    }
    case 'RefundSucceeded':
      return [movement('refunded', event.refundId, -event.amount)];
    case 'RefundFailed':
      return event.returned === true
        ? [movement('refund_reversed', event.refundId, event.amount)]
        : [];
    case 'DisputeOpened':
      return event.warning
        ? []
        : [
            movement('chargeback', chargeId, -event.amount),
            movement('dispute_fee', chargeId, -event.fee),
          ];
    case 'DisputeClosed':
      return event.outcome !== 'won'
        ? []
        : [
            movement('chargeback_reversed', chargeId, event.amount),
            movement('dispute_fee_reversed', chargeId, event.fee),
          ];
    default:
      return [];
  }
}

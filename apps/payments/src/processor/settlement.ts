// When a command is finished, so that whoever sent it can be answered.
import type { Charge, StreamCommand, StreamRejection, StreamState } from '@ledgerway/domain';

/** `waiting`: the acquirer's final word is still missing. */
export type Settlement =
  { kind: 'waiting' } | { kind: 'done' } | { kind: 'rejected'; reason: StreamRejection };

const waiting = { kind: 'waiting' } as const;
const done = { kind: 'done' } as const;
const refused = { kind: 'rejected', reason: 'acquirer_refused' } as const;

/** What the state says about an accepted command. */
export function settlementOf(command: StreamCommand, state: StreamState): Settlement {
  const { charge, intent } = state;
  switch (command.type) {
    case 'CreateCharge':
      return charge === null ? waiting : authorization(charge);
    // An attempt that waits for the payer, or failed before it came to a charge, is an answer.
    case 'CreatePaymentIntent':
    case 'ConfirmPaymentIntent':
    case 'CompleteAction':
    case 'ReceiveCredit':
      return charge === null ? done : authorization(charge);
    case 'CaptureCharge':
    case 'CapturePaymentIntent':
      return step(charge?.captures.find((one) => one.captureId === command.captureId)?.status);
    case 'CancelPaymentIntent':
      if (intent?.status === 'canceled') return done;
      return charge?.pendingVoid ? waiting : refused;
    case 'RefundCharge':
      return charge === null ? waiting : refund(command.refundId, charge);
    case 'CancelRefund':
      return charge === null ? waiting : cancellation(command.refundId, charge);
    default:
      return done;
  }
}

const authorization = ({ status }: Charge): Settlement =>
  status === 'requested' || status === 'unknown' ? waiting : done;

function step(status: string | undefined): Settlement {
  if (status === 'done') return done;
  return status === 'requested' || status === 'unknown' ? waiting : refused;
}

function refund(refundId: string, charge: Charge): Settlement {
  const one = charge.refunds.find((candidate) => candidate.refundId === refundId);
  // A refund that failed or is pending is an answer: the refund object says so itself.
  if (one !== undefined)
    return one.status === 'requested' || one.status === 'unknown' ? waiting : done;
  if (charge.pendingVoid?.refundId === refundId) return waiting;
  return charge.releases.some((release) => release.refundId === refundId) ? done : refused;
}

function cancellation(refundId: string, charge: Charge): Settlement {
  const status = charge.refunds.find((one) => one.refundId === refundId)?.status;
  if (status === 'canceled') return done;
  return status === 'cancel_requested'
    ? waiting
    : { kind: 'rejected', reason: 'refund_not_cancelable' };
}

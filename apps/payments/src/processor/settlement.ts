// When a command is finished, so that whoever sent it can be answered.
import type { Charge, ChargeCommand, ChargeRejection, ChargeState } from '@ledgerway/domain';

/** `waiting`: the acquirer's final word is still missing. */
export type Settlement =
  { kind: 'waiting' } | { kind: 'done' } | { kind: 'rejected'; reason: ChargeRejection };

const waiting = { kind: 'waiting' } as const;
const done = { kind: 'done' } as const;
const refused = { kind: 'rejected', reason: 'acquirer_refused' } as const;

/** What the state says about an accepted command. */
export function settlementOf(command: ChargeCommand, state: ChargeState): Settlement {
  if (state.status === 'none') return waiting;
  switch (command.type) {
    case 'CreateCharge':
      return state.status === 'requested' || state.status === 'unknown' ? waiting : done;
    case 'CaptureCharge':
      return step(state.captures.find((one) => one.captureId === command.captureId)?.status);
    case 'RefundCharge':
      return refund(command.refundId, state);
    default:
      return done;
  }
}

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

// What a charge makes of an acquirer's answer. An answer that repeats what is known yields nothing;
// one that contradicts it is kept as an event, once, for a person to reconcile.
import { accept, reject } from '../decision.js';
import { captureFee } from '../ledger/fees.js';
import { capturedAmount, claimedAmount } from './amounts.js';
import { contradiction } from './contradiction.js';
import type {
  Capture,
  Charge,
  ChargeCommandOf,
  ChargeDecision,
  ChargeEvent,
  Timestamp,
} from './model.js';

/** An uncaptured authorization lapses this long after the charge was made (payment contract, section 1.5). */
export const authorizationLifetimeMs = 7 * 24 * 60 * 60 * 1000;

/** The capture of a charge that asked for authorization and capture in one step. */
export const saleCaptureId = 'sale';

export function recordAuthorization(
  { outcome, at }: ChargeCommandOf<'RecordAuthorization'>,
  charge: Charge,
): ChargeDecision {
  const open = charge.status === 'requested' || charge.status === 'unknown';
  if (outcome.kind === 'unknown')
    return charge.status === 'requested' ? accept({ type: 'AuthorizationUnknown', at }) : accept();
  const { chargeId, amount, capture, fees } = charge.terms;
  if (!open) {
    const recorded = charge.status === 'declined' ? 'declined' : 'approved';
    return outcome.kind === recorded
      ? accept()
      : contradiction(charge, chargeId, recorded, outcome.kind, at);
  }
  if (outcome.kind === 'declined')
    return accept({ type: 'ChargeDeclined', decline: outcome.decline, at });
  const { approval } = outcome;
  // Counted from the creation, however late the answer came: the issuer's hold is no younger.
  const expiresAt = charge.createdAt + authorizationLifetimeMs;
  const authorized: ChargeEvent = { type: 'ChargeAuthorized', approval, amount, expiresAt, at };
  if (capture === 'manual') return accept(authorized);
  return accept<ChargeEvent>(authorized, {
    type: 'ChargeCaptured',
    captureId: saleCaptureId,
    amount,
    ...captureFee(fees, 0n, amount),
    final: true,
    released: 0n,
    releaseId: null,
    acquirerReference: approval.acquirerReference,
    at,
  });
}

const settled = (step: { status: string }) => step.status === 'done' || step.status === 'failed';

export function recordCapture(
  { captureId, outcome, at }: ChargeCommandOf<'RecordCapture'>,
  charge: Charge,
): ChargeDecision {
  const step = charge.captures.find((one) => one.captureId === captureId);
  if (step === undefined) return reject('not_found');
  if (outcome.kind === 'unknown')
    return step.status === 'requested'
      ? accept({ type: 'CaptureUnknown', captureId, at })
      : accept();
  if (settled(step))
    return step.status === outcome.kind
      ? accept()
      : contradiction(charge, captureId, step.status, outcome.kind, at);
  if (outcome.kind === 'failed')
    return accept({ type: 'CaptureFailed', captureId, failure: outcome.failure, at });
  return accept(captured(step, charge, outcome.acquirerReference, at));
}

function captured(
  step: Capture,
  charge: Charge,
  acquirerReference: string,
  at: Timestamp,
): ChargeEvent {
  const { captureId, amount, final } = step;
  const released = final ? charge.authorizedAmount - claimedAmount(charge) : 0n;
  const releaseId = released > 0n ? step.releaseId : null;
  return {
    type: 'ChargeCaptured',
    captureId,
    amount,
    ...captureFee(charge.terms.fees, capturedAmount(charge), amount),
    final,
    released,
    releaseId,
    acquirerReference,
    at,
  };
}

export function recordVoid(
  { refundId, outcome, at }: ChargeCommandOf<'RecordVoid'>,
  charge: Charge,
): ChargeDecision {
  const step = charge.pendingVoid;
  if (step?.refundId !== refundId) {
    const done = charge.releases.some((release) => release.refundId === refundId);
    if (outcome.kind === 'unknown' || (outcome.kind === 'done') === done) return accept();
    return contradiction(charge, refundId, done ? 'done' : 'failed', outcome.kind, at);
  }
  if (outcome.kind === 'unknown')
    return step.status === 'requested' ? accept({ type: 'VoidUnknown', refundId, at }) : accept();
  if (outcome.kind === 'failed')
    return accept({ type: 'VoidFailed', refundId, failure: outcome.failure, at });
  const released = charge.authorizedAmount - claimedAmount(charge);
  return accept({ type: 'ChargeVoided', refundId, released, at });
}

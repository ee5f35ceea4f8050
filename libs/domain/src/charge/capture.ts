// What is decided when somebody wants to capture what is authorized.
import { accept, reject } from '../decision.js';
import { claimedAmount } from './amounts.js';
import { changeDetails } from './details.js';
import { isSame } from '../changes.js';
import type { Charge, ChargeCommandOf, ChargeDecision, ChargeEvent } from './model.js';
import { refusalOf } from './progress.js';

export type CaptureStep = Omit<ChargeCommandOf<'CaptureCharge'>, 'type' | 'caller'>;

/** Captures a charge, whoever may: it is not asked here whether an intent owns it. */
export function decideCapture(step: CaptureStep, charge: Charge): ChargeDecision {
  const { captureId, releaseId, at } = step;
  const earlier = charge.captures.find((one) => one.captureId === captureId);
  if (earlier !== undefined)
    return step.amount === null || step.amount === earlier.amount ? accept() : reject('key_reused');
  if (step.amount !== null && step.amount <= 0n) return reject('invalid_amount');
  const refusal = refusalOf(charge);
  if (refusal !== undefined) return reject(refusal);
  if (charge.status === 'captured') return reject('already_captured');
  const open = charge.authorizedAmount - claimedAmount(charge);
  const amount = step.amount ?? open;
  if (amount > open) return reject('capture_exceeds_authorized');
  const final = step.final || amount === open; // Nothing is left that could be captured later.
  const asked: ChargeEvent = { type: 'CaptureRequested', captureId, amount, final, releaseId, at };
  const details = changeDetails(charge.details, step.changes ?? {});
  if (typeof details === 'string') return reject(details);
  return accept(isSame(charge.details, details) ? asked : { ...asked, details });
}

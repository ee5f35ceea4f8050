// What a charge decides. Refusals come from the closed list in model.ts, in that precedence.
import { accept, reject, type Decision } from '../decision.js';
import { claimedAmount, refundableAmount } from './amounts.js';
import { changeDetails, formerDetails, maxMetadataKeys } from './details.js';
import type {
  Charge,
  ChargeCommand,
  ChargeDetails,
  ChargeEvent,
  ChargeRejection,
  ChargeState,
  DetailsChanges,
  Terms,
} from './model.js';
import { decideOutcome } from './outcomes.js';

type Result = Decision<ChargeEvent, ChargeRejection>;
type Of<T extends ChargeCommand['type']> = Extract<ChargeCommand, { type: T }>;

export function decide(command: ChargeCommand, state: ChargeState): Result {
  if (command.type === 'CreateCharge') return create(command, state);
  if (state.status === 'none') return reject('not_found');
  if ('caller' in command && !ownedBy(command.caller, state.terms)) return reject('not_found');
  switch (command.type) {
    case 'CaptureCharge':
      return capture(command, state);
    case 'RefundCharge':
      return refund(command, state);
    case 'UpdateCharge':
      return update(command, state);
    case 'ExpireAuthorization':
      return expire(command, state);
    default:
      return decideOutcome(command, state);
  }
}

const ownedBy = (caller: { merchantId: string; livemode: boolean }, terms: Terms) =>
  caller.merchantId === terms.merchantId && caller.livemode === terms.livemode;

function create({ terms, at }: Of<'CreateCharge'>, state: ChargeState): Result {
  // The charge id derives from the idempotency key, so a retry folds this very stream.
  if (state.status !== 'none')
    return sameTerms(state.terms, terms) ? accept() : reject('key_reused');
  if (terms.amount <= 0n) return reject('invalid_amount');
  return accept({ type: 'ChargeRequested', terms, at });
}

const sameTerms = (a: Terms, b: Terms) =>
  ownedBy(a, b) &&
  a.chargeId === b.chargeId &&
  a.amount === b.amount &&
  a.currency === b.currency &&
  a.capture === b.capture &&
  a.card.instrument === b.card.instrument;

/** Why nothing can be captured or refunded of this charge; none if it is authorized or captured. */
function closed(charge: Charge): ChargeRejection | undefined {
  switch (charge.status) {
    case 'requested':
    case 'unknown':
      return 'charge_pending';
    case 'declined':
      return 'charge_failed';
    case 'expired':
      return 'charge_expired';
    case 'voided':
      return 'charge_voided';
    default:
      return undefined;
  }
}

const underWay = (step: { status: string }) =>
  step.status === 'requested' || step.status === 'unknown';

function capture(command: Of<'CaptureCharge'>, charge: Charge): Result {
  const { captureId, releaseId, at } = command;
  const earlier = charge.captures.find((one) => one.captureId === captureId);
  if (earlier !== undefined)
    return command.amount === null || command.amount === earlier.amount
      ? accept()
      : reject('key_reused');
  if (command.amount !== null && command.amount <= 0n) return reject('invalid_amount');
  const refusal = closed(charge);
  if (refusal !== undefined) return reject(refusal);
  if (charge.pendingVoid !== null || charge.captures.some(underWay))
    return reject('step_in_progress');
  if (charge.status === 'captured') return reject('already_captured');
  const open = charge.authorizedAmount - claimedAmount(charge);
  const amount = command.amount ?? open;
  if (amount > open) return reject('capture_exceeds_authorized');
  const final = command.final || amount === open; // Nothing is left that could be captured later.
  const asked: ChargeEvent = { type: 'CaptureRequested', captureId, amount, final, releaseId, at };
  const details = changed(charge.details, command.changes ?? {});
  if (typeof details === 'string') return reject(details);
  return accept(nothingDiffers(charge.details, details) ? asked : { ...asked, details });
}

function refund(command: Of<'RefundCharge'>, charge: Charge): Result {
  const { refundId, reason, metadata, at } = command;
  const earlier = charge.refunds.find((one) => one.refundId === refundId);
  if (earlier !== undefined)
    return command.amount === null || command.amount === earlier.amount
      ? accept()
      : reject('key_reused');
  if (charge.pendingVoid?.refundId === refundId) return accept();
  if (charge.releases.some((release) => release.refundId === refundId)) return accept();
  if (command.amount !== null && command.amount <= 0n) return reject('invalid_amount');
  const refusal = closed(charge);
  if (refusal !== undefined) return reject(refusal);
  if (charge.pendingVoid !== null || charge.captures.some(underWay))
    return reject('step_in_progress');
  if (charge.status === 'authorized') {
    const whole = command.amount === null || command.amount === charge.authorizedAmount;
    if (!whole || charge.captures.some((one) => one.status === 'done'))
      return reject('partial_void');
    return accept({ type: 'VoidRequested', refundId, reason, metadata, at });
  }
  const remaining = refundableAmount(charge);
  if (remaining === 0n) return reject('already_refunded');
  const amount = command.amount ?? remaining;
  if (amount > remaining) return reject('refund_exceeds_remaining');
  return accept({ type: 'RefundRequested', refundId, amount, reason, metadata, at });
}

function update({ changes, at }: Of<'UpdateCharge'>, charge: Charge): Result {
  const details = changed(charge.details, changes);
  if (typeof details === 'string') return reject(details);
  if (nothingDiffers(charge.details, details)) return accept();
  const previous = formerDetails(charge.details, details);
  return accept({ type: 'ChargeUpdated', details, previous, at });
}

const nothingDiffers = (before: ChargeDetails, after: ChargeDetails) =>
  Object.keys(formerDetails(before, after)).length === 0;

/** The details after these changes, or why they cannot be made. */
function changed(current: ChargeDetails, changes: DetailsChanges): ChargeDetails | ChargeRejection {
  const details = changeDetails(current, changes);
  if (current.customer !== null && details.customer !== current.customer)
    return 'customer_already_set';
  const keys = Object.keys(details.metadata).length;
  const grew = keys > Object.keys(current.metadata).length;
  return grew && keys > maxMetadataKeys ? 'too_much_metadata' : details;
}

function expire({ releaseId, at }: Of<'ExpireAuthorization'>, charge: Charge): Result {
  if (charge.status !== 'authorized') return accept(); // It ended in another way: nothing to do.
  if (charge.expiresAt === null || at < charge.expiresAt) return reject('not_expired_yet');
  // A capture or void that reached the acquirer in time decides; the timer comes back.
  if (charge.pendingVoid !== null || charge.captures.some(underWay))
    return reject('step_in_progress');
  const released = charge.authorizedAmount - claimedAmount(charge);
  return accept({ type: 'ChargeExpired', releaseId, released, at });
}

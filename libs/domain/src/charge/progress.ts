// How far a charge has come, and what that leaves open.
import type { Caller, Charge, ChargeRejection } from './model.js';

export const isOwnedBy = (caller: Caller, owner: Caller): boolean =>
  caller.merchantId === owner.merchantId && caller.livemode === owner.livemode;

export const isUnderWay = (step: { readonly status: string }): boolean =>
  step.status === 'requested' || step.status === 'unknown';

/** Why nothing can be captured or refunded of this charge; none if it is authorized or captured. */
export function endedAs(charge: Charge): ChargeRejection | undefined {
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

/** A capture or void may change what there is to decide about: one at a time. */
export const isMoving = (charge: Charge): boolean =>
  charge.pendingVoid !== null || charge.captures.some(isUnderWay);

/** Why no capture, void or refund can be asked for now, if that is so. */
export const refusalOf = (charge: Charge): ChargeRejection | undefined =>
  endedAs(charge) ?? (isMoving(charge) ? 'step_in_progress' : undefined);

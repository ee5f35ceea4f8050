// An authorization that nobody captures ends by itself; the merchant is warned before.
import { accept, reject } from '../decision.js';
import { claimedAmount } from './amounts.js';
import type { Charge, ChargeCommandOf, ChargeDecision } from './model.js';
import { isMoving } from './progress.js';

/** How long before its end an uncaptured authorization is announced to expire. */
export const expiryNoticeMs = 24 * 60 * 60 * 1000;

export function announceExpiry(
  { at }: ChargeCommandOf<'AnnounceExpiry'>,
  { status, expiresAt, expiryAnnounced }: Charge,
): ChargeDecision {
  if (status !== 'authorized' || expiresAt === null || expiryAnnounced) return accept();
  if (at < expiresAt - expiryNoticeMs) return reject('not_expired_yet');
  return accept({ type: 'ChargeExpiringSoon', expiresAt, at });
}

export function expireAuthorization(
  { releaseId, at }: ChargeCommandOf<'ExpireAuthorization'>,
  charge: Charge,
): ChargeDecision {
  if (charge.status !== 'authorized') return accept(); // It ended in another way: nothing to do.
  if (charge.expiresAt === null || at < charge.expiresAt) return reject('not_expired_yet');
  // A capture or void that reached the acquirer in time decides; the timer comes back.
  if (isMoving(charge)) return reject('step_in_progress');
  const released = charge.authorizedAmount - claimedAmount(charge);
  return accept({ type: 'ChargeExpired', releaseId, released, at });
}

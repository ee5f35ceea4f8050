// What a charge's amounts add up to. All are minor units of the charge's currency.
import { sumOf } from '../money.js';
import type { Charge } from './model.js';

const captures = (charge: Charge, ...statuses: string[]) =>
  charge.captures.filter((capture) => statuses.includes(capture.status)).map((c) => c.amount);
const refunds = (charge: Charge, ...statuses: string[]) =>
  charge.refunds.filter((refund) => statuses.includes(refund.status)).map((r) => r.amount);

export const capturedAmount = (charge: Charge): bigint => sumOf(captures(charge, 'done'));
/** Captured, or asked of the acquirer and not refused: what a further capture must leave alone. */
export const claimedAmount = (charge: Charge): bigint =>
  sumOf(captures(charge, 'done', 'requested', 'unknown'));
export const refundedAmount = (charge: Charge): bigint => sumOf(refunds(charge, 'done'));
/** Refunded, or under way and not failed: what a further refund must leave alone. */
export const committedRefunds = (charge: Charge): bigint =>
  sumOf(refunds(charge, 'done', 'requested', 'unknown', 'pending', 'cancel_requested'));
export const releasedAmount = (charge: Charge): bigint =>
  sumOf(charge.releases.map((release) => release.amount));
export const refundableAmount = (charge: Charge): bigint =>
  capturedAmount(charge) - committedRefunds(charge);
/** What banks hold or have kept of this charge; an inquiry and a won dispute take nothing. */
export const disputedAmount = (charge: Charge): bigint =>
  sumOf(
    charge.disputes
      .filter(({ status }) => ['needs_response', 'under_review', 'lost'].includes(status))
      .map(({ amount }) => amount),
  );
/** The most that a further dispute can be about: what the merchant still has of the charge. */
export const disputableAmount = (charge: Charge): bigint =>
  refundableAmount(charge) - disputedAmount(charge);

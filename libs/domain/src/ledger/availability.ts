// When a merchant can spend what was captured.
import type { Terms, Timestamp } from '../charge/model.js';

export const dayMs = 24 * 60 * 60 * 1000;
/** Captured money becomes available at the start of the day this many days later (payment contract, 1.10). */
export const fundsHeldDays = 7;

export const startOfUtcDay = (ms: Timestamp): Timestamp => Math.floor(ms / dayMs) * dayMs;

/** When money captured at that time becomes available; null: at once, as for one of the test cards. */
export const capturedFundsAvailableAt = (
  { card }: Pick<Terms, 'card'>,
  capturedAt: Timestamp,
): Timestamp | null =>
  card?.funds === 'immediate' ? null : startOfUtcDay(capturedAt + fundsHeldDays * dayMs);

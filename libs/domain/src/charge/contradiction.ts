// An acquirer that changes its answer: nobody guesses which one holds.
import { accept } from '../decision.js';
import type { Charge, ChargeDecision, Timestamp } from './model.js';

/** The acquirer says something else than before about this intent; said once, it is not repeated. */
export function contradiction(
  charge: Charge,
  intentId: string,
  recorded: string,
  said: string,
  at: Timestamp,
): ChargeDecision {
  if (charge.contradictions.includes(`${intentId}:${said}`)) return accept();
  return accept({ type: 'AcquirerContradicted', intentId, recorded, said, at });
}

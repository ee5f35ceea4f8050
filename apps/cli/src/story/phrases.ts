// Pieces of the sentences that tell of events.
import { shownAmount } from '@ledgerway/contracts';
import type { StreamEvent, StreamState } from '@ledgerway/domain';

/** Has an entry for each type of event: the compiler says which one is missing. */
export type Words<E extends StreamEvent> = {
  readonly [T in E['type']]: (event: Extract<E, { type: T }>, state: StreamState) => string;
};

/** Of the charge's currency. */
export const chargeAmount = (amount: bigint, { charge }: StreamState): string =>
  charge === null ? String(amount) : shownAmount({ amount, currency: charge.terms.currency });

export const because = (reason: string | null): string =>
  reason === null ? '' : ` (${reason.replaceAll('_', ' ')})`;

/** A day and time that is told about, in UTC. */
export const timeInUtc = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

// A moment in the ledger's two times. What counts as of it is what was recorded up to the positions
// and is effective by the time; a balance by one of the two times leaves the other one open.
import type { BalanceAsOfAsk } from '@ledgerway/contracts';
import type { EventReader } from '@ledgerway/event-store';
import type { Database } from '@ledgerway/platform';
import { readPositions } from '../projection/positions.js';

export type Moment = {
  /** By partition; what is recorded later does not count. */
  readonly positions: ReadonlyMap<number, bigint>;
  /** Milliseconds since the epoch; what is effective later does not count. */
  readonly effectiveMs: number;
};

/** Later than any event. */
const endOfTimeMs = Number.MAX_SAFE_INTEGER;

/** The log held more at that moment than the read models have taken in so far. */
export class NotProjectedYet extends Error {
  constructor(readonly positions: ReadonlyMap<number, bigint>) {
    super('the read models have not reached that moment of the log yet');
  }
}

/** @throws NotProjectedYet */
export async function momentOf(
  database: Database,
  reader: EventReader,
  { asOfMs, by }: Pick<BalanceAsOfAsk, 'asOfMs' | 'by'>,
): Promise<Moment> {
  const recorded =
    asOfMs !== null && by === 'recorded' ? await reader.positionsAt(asOfMs) : undefined;
  // Read after the log, so that they can only be further on.
  const applied = new Map(
    [...(await readPositions(database.pool))].map(([partition, { position }]) => [
      partition,
      position,
    ]),
  );
  if (recorded === undefined) return { positions: applied, effectiveMs: asOfMs ?? endOfTimeMs };
  if ([...recorded].some(([partition, position]) => position > (applied.get(partition) ?? 0n)))
    throw new NotProjectedYet(recorded);
  return { positions: recorded, effectiveMs: endOfTimeMs };
}

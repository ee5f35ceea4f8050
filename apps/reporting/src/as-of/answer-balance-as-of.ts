import type { BalanceAsOfAsk, PastBalanceJson } from '@ledgerway/contracts';
import { onceReached } from '../queries/once-reached.js';
import type { ReadSide } from '../queries/queries.controller.js';
import { balanceAsOf } from './balance-as-of.js';
import { NotProjectedYet } from './moment.js';

/** Waits, if the moment is so young that the read models do not have all of it yet. */
export async function answerBalanceAsOf(
  { database, reader, reached }: ReadSide,
  ask: BalanceAsOfAsk,
): Promise<PastBalanceJson> {
  try {
    return await balanceAsOf(database, reader, ask);
  } catch (error) {
    if (!(error instanceof NotProjectedYet)) throw error;
    const after = [...error.positions].map(
      ([partition, position]) => [partition, String(position)] as const,
    );
    return onceReached(reached, after, () => balanceAsOf(database, reader, ask));
  }
}

// Swap and rollback: the standby version takes the place of the live one, which is kept. One short
// transaction, while the projections wait to commit and both versions are at equal positions.
import { setTimeout as delay } from 'node:timers/promises';
import type { Database, Transaction } from '@ledgerway/platform';
import { readPositions, type Position } from '../projection/positions.js';
import { plainArray } from '../projection/table-rows.js';
import { catchUpTo, followLive, nearlyCaughtUp, type TwoVersions } from './build.js';
import { checkMigrations } from './migrations-of.js';
import { readVersions, recordExchange, type StandbyState, type Versions } from './versions.js';

/** There is nothing that could be swapped in or rolled back to. */
export class NothingToExchange extends Error {}

export type ExchangeOptions = TwoVersions & {
  /** What the standby version has to be: `built` for a swap, `kept` for a rollback. */
  readonly from: Extract<StandbyState, 'built' | 'kept'>;
  /** What else becomes true in the same commit. */
  readonly together?: (transaction: Transaction) => Promise<void>;
  readonly signal?: AbortSignal;
};

const refusals = {
  built: 'there is no version that could be swapped in: rebuild first',
  kept: 'there is no version that could be rolled back to',
};

/** A reader that holds a table for long is waited for in small pieces: nobody queues behind us. */
const lockTimeoutMs = 250;
const catchUpTimeoutMs = 5_000;
const attempts = 120;
const longestPauseMs = 5_000;

/**
 * Who calls holds the lock on the versions. Readers and projections need not know of it: whatever
 * they do next happens in the version that is live by then.
 *
 * @throws NothingToExchange if the standby version is not one that `from` names
 * @throws OtherMigrations if its tables are those of another release than this code
 * @throws after some minutes in which somebody held a table all the time; nothing has changed then
 */
export async function exchangeVersions(options: ExchangeOptions): Promise<Versions> {
  const { live, standby, from, signal } = options;
  const { state } = await readVersions(live.pool);
  if (state !== from) throw new NothingToExchange(refusals[from]);
  await checkMigrations({ standby });
  for (let attempt = 1; ; attempt++) {
    await followLive(options, nearlyCaughtUp);
    signal?.throwIfAborted();
    try {
      await live.transaction((transaction) => exchange(transaction, options));
      return await readVersions(live.pool);
    } catch (error) {
      if (attempt === attempts || !isWorthAnotherTry(error)) throw error;
      await delay(Math.min(100 * attempt, longestPauseMs), undefined, { signal });
    }
  }
}

// Commits of the projections wait from here on; those under way were waited for.
const holdCommitsSql = `
set local synchronous_commit = on;
set local lock_timeout = ${lockTimeoutMs};
lock table positions in share row exclusive mode
`;

const exchangeTablesSql = `
select exchange_versions()
`;

async function exchange(transaction: Transaction, options: ExchangeOptions): Promise<void> {
  await transaction.query(holdCommitsSql);
  const positions = await readPositions(transaction);
  const targets = new Map([...positions].map(([partition, { position }]) => [partition, position]));
  await catchUpTo(targets, { ...options, signal: AbortSignal.timeout(catchUpTimeoutMs) });
  await handOverOffsets(options.standby, [...positions.values()]);
  await transaction.query(exchangeTablesSql);
  await recordExchange(transaction);
  await options.together?.(transaction);
}

const handOverOffsetsSql = `
update positions p set topic_offset = o.topic_offset
from unnest($1::smallint[], $2::bigint[], $3::bigint[]) as o (partition, position, topic_offset)
where p.partition = o.partition and p.position = o.position
`;

/** The projections go on reading the topic where they are, not at its beginning. */
async function handOverOffsets(standby: Database, positions: readonly Position[]): Promise<void> {
  const { rowCount } = await standby.query(handOverOffsetsSql, [
    plainArray(positions.map(({ partition }) => partition)),
    plainArray(positions.map(({ position }) => position)),
    plainArray(positions.map(({ topicOffset }) => topicOffset)),
  ]);
  if (rowCount === positions.length) return;
  throw new Error('the standby version is not at the positions of the live one');
}

const passing = new Set(['55P03', '40P01']); // Locks that were not to be had, and deadlocks.

const isWorthAnotherTry = (error: unknown): boolean =>
  passing.has((error as { code?: string }).code ?? '') || (error as Error).name === 'TimeoutError';

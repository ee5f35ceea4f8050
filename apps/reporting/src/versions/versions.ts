// Which version of the read models is live, and what lies in the standby schema.
import { setTimeout as delay } from 'node:timers/promises';
import type { Database, Transaction } from '@ledgerway/platform';

/**
 * `empty`: nothing of use. `building`: not caught up with the live version yet. `built`: it was
 * caught up, and can be swapped in. `kept`: it was live before, and can be rolled back to.
 */
export type StandbyState = 'empty' | 'building' | 'built' | 'kept';

export type Versions = {
  readonly live: number;
  readonly standby: number | null;
  readonly state: StandbyState;
};

/** The schema of the other version, for the schema of the live one. */
export const standbySchemaOf = (schema: string): string => `${schema}_standby`;

const readSql = `select live, standby, standby_state as state from versions`;

export async function readVersions(connection: Transaction): Promise<Versions> {
  const { rows } = await connection.query<Versions>(readSql);
  return rows[0]!;
}

const forgetStandbySql = `
update versions set standby = null, standby_state = 'empty'
`;

/** From now on the standby version is of no use: before it is emptied. */
export async function forgetStandby(live: Database): Promise<void> {
  await live.query(forgetStandbySql);
}

const beginBuildingSql = `
update versions set last = last + 1, standby = last + 1, standby_state = 'building'
`;

/** Gives the emptied standby version its number. */
export async function beginBuilding(live: Database): Promise<void> {
  await live.query(beginBuildingSql);
}

const markBuiltSql = `
update versions set standby_state = 'built' where standby_state = 'building'
`;

export async function markBuilt(live: Database): Promise<void> {
  await live.query(markBuiltSql);
}

const recordExchangeSql = `
update versions set live = standby, standby = live, standby_state = 'kept'
`;

/** In the transaction that exchanges the tables. */
export async function recordExchange(transaction: Transaction): Promise<void> {
  await transaction.query(recordExchangeSql);
}

const lockName = `hashtextextended(current_schema || ' versions', 0)`;

/** Somebody else builds, compares or exchanges versions at the moment. */
export class VersionsBusy extends Error {
  constructor() {
    super('another process is at work on the versions of the read models');
  }
}

const lockSql = `
select pg_try_advisory_lock(${lockName}) as locked
`;
const lookAgainMs = 100;

/**
 * Runs work that no other process may do at the same time. The lock ends with its session, so a
 * killed process leaves nothing locked; a lost session aborts the signal.
 *
 * @throws VersionsBusy if somebody else is at work for longer than `waitMs`
 */
export async function withVersionsLock<T>(
  live: Database,
  work: (lost: AbortSignal) => Promise<T>,
  { waitMs = 0 }: { waitMs?: number } = {},
): Promise<T> {
  const client = await live.pool.connect();
  const lost = new AbortController();
  const onLost = () => lost.abort(new Error('the lock on the versions was lost'));
  client.on('error', onLost);
  try {
    const deadlineMs = performance.now() + waitMs;
    while (!(await client.query<{ locked: boolean }>(lockSql)).rows[0]!.locked) {
      if (performance.now() >= deadlineMs) throw new VersionsBusy();
      await delay(lookAgainMs);
    }
    return await work(lost.signal);
  } finally {
    client.off('error', onLost);
    client.release(true); // Ends the session, and with it the lock.
  }
}

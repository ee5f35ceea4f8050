// Which process sends for which endpoints. Each process that sends has an epoch of its own and holds
// an advisory lock on it, which PostgreSQL gives back the moment its session ends. The shards are
// divided evenly among these processes; what a lost one had, the others take at once, without
// waiting for any lease to expire. Only one whose machine has vanished, or which is frozen with its
// session open, is found by its silence.
//
// A process that was removed and does not know it yet changes nothing: no shard names its epoch, so
// it can lease nothing, and its leases have been ended, so its results find none.
import { setTimeout as delay } from 'node:timers/promises';
import type { Database, Logger } from '@ledgerway/platform';
import type { PoolClient } from 'pg';
import { shardCount } from './shards.js';

// With the epoch, two numbers that name a lock among all advisory locks of the database.
const lockSpace = 7301;
const nextEpochSql = `select nextval('dispatcher_epoch') as epoch`;
const lockSql = `select pg_advisory_lock(${lockSpace}, $1::int)`;
const enterSql = `insert into dispatcher (epoch, instance, seen_at) values ($1, $2, now())`;
const leaveSql = `delete from dispatcher where epoch = $1`;

const beatSql = `update dispatcher set seen_at = now() where epoch = $1`;

// Removing a process frees its shards. A lock that can be had is one that nobody holds any more.
const removeLostSql = `
  delete from dispatcher
  where epoch <> $1
    and (seen_at < now() - interval '15 seconds' or pg_try_advisory_xact_lock(${lockSpace}, epoch::int))
  returning instance`;

const shareSql = `(select ceil(${shardCount}.0 / count(*))::int from dispatcher)`;

const takeFreeSql = `
  update delivery_shard set epoch = $1
  where shard = any(array(
    select shard from delivery_shard where epoch is null order by shard
    limit greatest(0, ${shareSql} - (select count(*)::int from delivery_shard where epoch = $1))
    for update skip locked
  ))`;

const shardsSql = `
  select shard, ${shareSql} as share from delivery_shard where epoch = $1 order by shard`;

const freeSql = `update delivery_shard set epoch = null where epoch = $1 and shard = any($2::smallint[])`;

const channel = 'webhook_deliveries';
const notifySql = `select pg_notify('${channel}', $1)`;
/** More endpoints than fit into a notification are told as "any". */
const maxNamed = 100;

/** How often a process looks for others that have come or gone. */
export const balanceEveryMs = 500;
const answerWithinMs = 5_000;

/** What a process does with its part. */
export type Owner = {
  /** Sends for these shards, and from now on for no others. */
  own(shards: ReadonlySet<number>): void;
  /** These endpoints may have something due; without any, whichever. */
  wake(endpointIds?: readonly string[]): void;
};

/** A part in the sending, from when it was taken until `lost` resolves. */
export type Tenure = {
  readonly epoch: bigint;
  readonly lost: Promise<void>;
  /** Looks who is there and divides the shards anew; to be called again and again. */
  balance(owner: Owner): Promise<void>;
  release(): Promise<void>;
};

export class Ownership {
  private notifying: Promise<unknown> | undefined;
  private toNotify = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly instance: string,
    private readonly logger: Pick<Logger, 'info' | 'warn'>,
  ) {}

  /** Takes part in the sending. @returns undefined once `signal` aborts */
  async acquire(
    onNews: (endpointIds?: readonly string[]) => void,
    signal: AbortSignal,
  ): Promise<Tenure | undefined> {
    while (!signal.aborted) {
      const tenure = await this.enter(onNews).catch((error: unknown) => {
        this.logger.warn({ err: error }, 'cannot take part in the sending');
        return undefined;
      });
      if (tenure !== undefined) return tenure;
      await delay(balanceEveryMs, undefined, { signal }).catch(() => undefined);
    }
    return undefined;
  }

  /** Wakes whoever owns these endpoints. What comes while a call is under way goes with the next. */
  async notify(endpointIds: Iterable<string>): Promise<void> {
    for (const id of endpointIds) this.toNotify.add(id);
    this.notifying ??= this.tell().finally(() => (this.notifying = undefined));
    await this.notifying;
  }

  private async tell(): Promise<void> {
    while (this.toNotify.size > 0) {
      const named = this.toNotify.size > maxNamed ? '' : [...this.toNotify].join(' ');
      this.toNotify.clear();
      await this.database
        .query(notifySql, [named])
        .catch((error: unknown) => this.logger.warn({ err: error }, 'cannot wake the others'));
    }
  }

  private async enter(onNews: (endpointIds?: readonly string[]) => void): Promise<Tenure> {
    const client = await this.database.pool.connect();
    try {
      const { rows } = await client.query<{ epoch: string }>(nextEpochSql);
      const epoch = BigInt(rows[0]!.epoch);
      // The lock first: whoever is entered and not locked is taken for lost.
      await client.query(lockSql, [epoch]);
      await client.query(enterSql, [epoch, this.instance]);
      await client.query(`listen ${channel}`);
      client.on('notification', ({ payload = '' }) =>
        onNews(payload === '' ? undefined : payload.split(' ')),
      );
      this.logger.info({ epoch: String(epoch) }, 'takes part in the sending');
      return this.tenure(client, epoch);
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  private tenure(client: PoolClient, epoch: bigint): Tenure {
    const { promise: lost, resolve } = Promise.withResolvers<void>();
    let over = false;
    const end = () => {
      if (over) return;
      over = true;
      client.release(true); // The session ends, and with it the lock.
      resolve();
    };
    const inTime = (work: Promise<unknown>) =>
      Promise.race([work.catch(() => false), delay(answerWithinMs, false, { ref: false })]);
    client.on('error', end);
    client.on('end', end);
    return {
      epoch,
      lost,
      balance: async (owner) => {
        if (!over && (await inTime(this.divide(client, epoch, owner))) === false) end();
      },
      release: async () => {
        if (!over) await inTime(client.query(leaveSql, [epoch]));
        end();
      },
    };
  }

  /** @returns false if this process was removed */
  private async divide(client: PoolClient, epoch: bigint, owner: Owner): Promise<boolean> {
    const { rowCount } = await client.query(beatSql, [epoch]);
    if (rowCount !== 1) return false;
    const removed = await client.query<{ instance: string }>(removeLostSql, [epoch]);
    for (const { instance } of removed.rows)
      this.logger.warn({ instance }, 'a process that was sending is gone');
    await client.query(takeFreeSql, [epoch]);
    const { rows } = await client.query<{ shard: number; share: number }>(shardsSql, [epoch]);
    const shards = rows.map(({ shard }) => shard);
    const share = rows[0]?.share ?? shardCount;
    owner.own(new Set(shards.slice(0, share)));
    const surplus = shards.slice(share);
    if (surplus.length > 0) await client.query(freeSql, [epoch, surplus]);
    return true;
  }
}

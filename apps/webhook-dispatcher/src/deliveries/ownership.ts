// Who sends. One process at a time owns all deliveries, by a lock that PostgreSQL gives back the
// moment its session ends; so after a crash the next owner begins at once, without waiting for any
// lease to expire. The epoch fences an owner that has lost its session and does not know it yet.
import { setTimeout as delay } from 'node:timers/promises';
import type { Database, Logger } from '@ledgerway/platform';
import type { PoolClient } from 'pg';

// Two numbers that name this lock among all advisory locks of the database.
const tryLockSql = `select pg_try_advisory_lock(7301, 1) as locked`;
const nextEpochSql = `update delivery_owner set epoch = epoch + 1, instance = $1 returning epoch`;
const epochSql = `select epoch from delivery_owner`;

const channel = 'webhook_deliveries';
const notifySql = `select pg_notify('${channel}', '')`;

const askEveryMs = 500;
const heartbeatMs = 5_000;

/** The right to send, from when it was taken until `lost` resolves. */
export type Tenure = {
  readonly epoch: bigint;
  readonly lost: Promise<void>;
  release(): void;
};

export class Ownership {
  private notifying: Promise<unknown> | undefined;

  constructor(
    private readonly database: Database,
    private readonly instance: string,
    private readonly logger: Pick<Logger, 'info' | 'warn'>,
  ) {}

  /**
   * Waits until no other process owns the deliveries.
   * @param onNews called when another process has taken in new deliveries
   * @returns undefined once `signal` aborts
   */
  async acquire(onNews: () => void, signal: AbortSignal): Promise<Tenure | undefined> {
    while (!signal.aborted) {
      const tenure = await this.tryAcquire(onNews).catch((error: unknown) => {
        this.logger.warn({ err: error }, 'cannot ask for the ownership of deliveries');
        return undefined;
      });
      if (tenure !== undefined) return tenure;
      await delay(askEveryMs, undefined, { signal }).catch(() => undefined);
    }
    return undefined;
  }

  /** Wakes the owner, wherever it is. Many calls at once are one. */
  async notify(): Promise<void> {
    this.notifying ??= this.database
      .query(notifySql)
      .catch((error: unknown) => this.logger.warn({ err: error }, 'cannot wake the owner'))
      .finally(() => (this.notifying = undefined));
    await this.notifying;
  }

  private async tryAcquire(onNews: () => void): Promise<Tenure | undefined> {
    const client = await this.database.pool.connect();
    try {
      const { rows } = await client.query<{ locked: boolean }>(tryLockSql);
      if (!rows[0]!.locked) {
        client.release();
        return undefined;
      }
      const epochs = await client.query<{ epoch: string }>(nextEpochSql, [this.instance]);
      await client.query(`listen ${channel}`);
      client.on('notification', onNews);
      return this.tenure(client, BigInt(epochs.rows[0]!.epoch));
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  private tenure(client: PoolClient, epoch: bigint): Tenure {
    this.logger.info({ epoch: String(epoch) }, 'owns the deliveries');
    const { promise: lost, resolve } = Promise.withResolvers<void>();
    let over = false;
    const release = () => {
      if (over) return;
      over = true;
      clearInterval(timer);
      client.release(true); // The session ends, and with it the lock.
      resolve();
    };
    const beat = async () => {
      const late = delay(heartbeatMs, undefined, { ref: false });
      if ((await Promise.race([epochIn(client), late])) !== epoch) release();
    };
    const timer = setInterval(() => void beat(), heartbeatMs);
    client.on('error', release);
    client.on('end', release);
    return { epoch, lost, release };
  }
}

async function epochIn(client: PoolClient): Promise<bigint | undefined> {
  try {
    const { rows } = await client.query<{ epoch: string }>(epochSql);
    return BigInt(rows[0]!.epoch);
  } catch {
    return undefined;
  }
}

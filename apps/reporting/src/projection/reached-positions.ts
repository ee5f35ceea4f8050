// Lets a query wait until the read models have what its client has written. Commits of this process
// are known at once; those of others are looked up, but only while somebody waits.
import { setTimeout as delay } from 'node:timers/promises';
import type { Positions } from '@ledgerway/contracts';

const pollEveryMs = 20;

/** The read models did not get there in time: an older answer would hide the client's own write. */
export class NotReached extends Error {}

type Waiter = { readonly after: Positions; readonly resolve: () => void };

export class ReachedPositions {
  private readonly reached = new Map<number, bigint>();
  private readonly waiters = new Set<Waiter>();
  private polling = false;

  /** @param read the committed position of every partition */
  constructor(private readonly read: () => Promise<ReadonlyMap<number, bigint>>) {}

  advanced(partition: number, position: bigint): void {
    this.note(partition, position);
    this.wake();
  }

  /** @throws NotReached when it takes longer */
  async waitFor(after: Positions, timeoutMs = 5_000): Promise<void> {
    if (this.has(after)) return;
    const late = new AbortController();
    const reached = new Promise<void>((resolve, reject) => {
      const waiter = { after, resolve };
      this.waiters.add(waiter);
      late.signal.addEventListener('abort', () => {
        this.waiters.delete(waiter);
        reject(new NotReached(`the read models are behind: ${JSON.stringify(after)}`));
      });
    });
    const timer = setTimeout(() => late.abort(), timeoutMs);
    if (!this.polling) void this.poll();
    await reached.finally(() => clearTimeout(timer));
  }

  private has(after: Positions): boolean {
    return after.every(
      ([partition, position]) => (this.reached.get(partition) ?? 0n) >= BigInt(position),
    );
  }

  private note(partition: number, position: bigint): void {
    if (position > (this.reached.get(partition) ?? 0n)) this.reached.set(partition, position);
  }

  private wake(): void {
    for (const waiter of this.waiters) {
      if (!this.has(waiter.after)) continue;
      this.waiters.delete(waiter);
      waiter.resolve();
    }
  }

  private async poll(): Promise<void> {
    this.polling = true;
    while (this.waiters.size > 0) {
      // A failed look-up is as good as none: those who wait have their own deadline.
      const positions = await this.read().catch(() => new Map<number, bigint>());
      for (const [partition, position] of positions) this.note(partition, position);
      this.wake();
      if (this.waiters.size > 0) await delay(pollEveryMs, undefined, { ref: false });
    }
    this.polling = false;
  }
}

// What kinds of work share the slots. Each has a part of them that the others may use only while it
// has nothing to do: a storm of retries, or a replay of last month, holds up no new event.
import type { ClaimedDelivery } from './claims.js';

export const slotPools = ['first', 'retry', 'bulk'] as const;
export type SlotPool = (typeof slotPools)[number];

const shares: Readonly<Record<SlotPool, number>> = { first: 0.6, retry: 0.3, bulk: 0.1 };

export const poolOf = ({ pool, attempts }: Pick<ClaimedDelivery, 'pool' | 'attempts'>): SlotPool =>
  pool === 'bulk' ? 'bulk' : attempts === 0 ? 'first' : 'retry';

export class SlotPools {
  private readonly inFlight: Record<SlotPool, number> = { first: 0, retry: 0, bulk: 0 };
  private readonly waiting: Record<SlotPool, number> = { first: 0, retry: 0, bulk: 0 };

  constructor(private readonly slots: number) {}

  used(pool: SlotPool): number {
    return this.inFlight[pool];
  }

  /** Claimed, and to be started as soon as there is a slot. */
  queued(pool: SlotPool, count = 1): void {
    this.waiting[pool] += count;
  }

  started(pool: SlotPool): void {
    this.waiting[pool] -= 1;
    this.inFlight[pool] += 1;
  }

  ended(pool: SlotPool): void {
    this.inFlight[pool] -= 1;
  }

  /** Within its own part a pool always may; beyond it, where nobody who waits has a claim. */
  admits(pool: SlotPool): boolean {
    let free = this.slots;
    for (const each of slotPools) free -= this.inFlight[each];
    if (free <= 0) return false;
    if (this.inFlight[pool] < this.shareOf(pool)) return true;
    for (const other of slotPools) {
      if (other === pool) continue;
      const unused = Math.max(0, this.shareOf(other) - this.inFlight[other]);
      free -= Math.min(unused, this.waiting[other]);
    }
    return free > 0;
  }

  shareOf(pool: SlotPool): number {
    return Math.max(1, Math.floor(this.slots * shares[pool]));
  }
}

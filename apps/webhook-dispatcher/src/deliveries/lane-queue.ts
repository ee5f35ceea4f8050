import type { ClaimedDelivery } from './claims.js';
import { poolOf, slotPools, type SlotPool } from './slot-pools.js';

type Waiting = { readonly turn: number; readonly delivery: ClaimedDelivery };

/** What is claimed for an endpoint and has not started: first come first served within a pool. */
export class LaneQueue {
  private turns = 0;
  private readonly waiting: Record<SlotPool, Waiting[]> = { first: [], retry: [], bulk: [] };

  get length(): number {
    return slotPools.reduce((sum, pool) => sum + this.waiting[pool].length, 0);
  }

  get deliveries(): ClaimedDelivery[] {
    return slotPools.flatMap((pool) => this.waiting[pool].map(({ delivery }) => delivery));
  }

  push(delivery: ClaimedDelivery): void {
    this.waiting[poolOf(delivery)].push({ turn: ++this.turns, delivery });
  }

  /** Takes the oldest of those whose pool is admitted. */
  take(admits: (pool: SlotPool) => boolean): ClaimedDelivery | undefined {
    let oldest: SlotPool | undefined;
    for (const pool of slotPools) {
      const [head] = this.waiting[pool];
      if (head === undefined || !admits(pool)) continue;
      if (oldest === undefined || head.turn < this.waiting[oldest][0]!.turn) oldest = pool;
    }
    return oldest && this.waiting[oldest].shift()!.delivery;
  }

  clear(): ClaimedDelivery[] {
    const all = this.deliveries;
    for (const pool of slotPools) this.waiting[pool] = [];
    return all;
  }
}

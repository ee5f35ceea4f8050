// All endpoints that have work, and whose turn it is. Every endpoint gets one request in turn, up
// to its own cap and within the part of the slots that belongs to this kind of work; all slow ones
// together get no more than a fifth of the slots.
import type { ClaimedDelivery } from './claims.js';
import { Lane, type LaneLimits } from './lane.js';
import { poolOf, slotPools, SlotPools } from './slot-pools.js';

export type SlotLimits = {
  /** Requests under way to all endpoints. */
  readonly maxInFlight: number;
  /** Deliveries in memory, those under way included. */
  readonly maxClaimed: number;
  readonly lane: LaneLimits;
};

const slowShare = 0.2;

/** What to claim: up to `room` deliveries for the endpoint. */
export type ClaimRequest = { readonly endpointId: string; readonly room: number };
export type Turn = { readonly lane: Lane; readonly delivery: ClaimedDelivery };

export class Lanes {
  inFlight = 0;
  /** The last claim could not give every endpoint what it had room for. */
  starved = false;
  private turn = 0;
  private held = 0;
  private readonly lanes = new Map<string, Lane>();
  /** Lanes with claimed deliveries, in the order of their turns. */
  private readonly waiting = new Set<Lane>();
  readonly pools: SlotPools;

  constructor(private readonly limits: SlotLimits) {
    this.pools = new SlotPools(limits.maxInFlight);
  }

  get all(): IterableIterator<Lane> {
    return this.lanes.values();
  }

  find(endpointId: string): Lane | undefined {
    return this.lanes.get(endpointId);
  }

  of(endpointId: string): Lane {
    const lane = this.lanes.get(endpointId) ?? new Lane(endpointId, this.limits.lane);
    this.lanes.set(endpointId, lane);
    return lane;
  }

  /** The next request to make; undefined when nothing may start. The caller starts it. */
  next(nowMs: number): Turn | undefined {
    const admitted = slotPools.filter((pool) => this.pools.admits(pool));
    if (admitted.length === 0) return undefined;
    let slowRoom: number | undefined;
    for (const lane of this.waiting) {
      if (!lane.mayStart(nowMs)) continue;
      if (lane.isSlow(nowMs) && (slowRoom ??= this.slowRoom(nowMs, false)) <= 0) continue;
      const delivery = lane.queue.take((pool) => admitted.includes(pool));
      if (delivery === undefined) continue;
      this.waiting.delete(lane);
      if (lane.queue.length > 0) this.waiting.add(lane);
      lane.started(delivery.deliveryId, nowMs);
      this.inFlight += 1;
      this.pools.started(poolOf(delivery));
      return { lane, delivery };
    }
    return undefined;
  }

  /** A request that `next` had given out is over. */
  ended(delivery: ClaimedDelivery): void {
    this.inFlight -= 1;
    this.held -= 1;
    this.pools.ended(poolOf(delivery));
  }

  /** What to claim, fairly divided over the endpoints that have something due. */
  wanted(nowMs: number): ClaimRequest[] {
    const due = [...this.lanes.values()].filter((lane) => lane.hasDue && lane.room(nowMs) > 0);
    // Whoever was first last time is last this time.
    if (this.starved) due.push(...due.splice(0, this.turn++ % Math.max(1, due.length)));
    let left = this.limits.maxClaimed - this.held;
    let slowLeft = this.slowRoom(nowMs, true);
    const share = Math.max(1, Math.floor(left / Math.max(1, due.length)));
    const requests: ClaimRequest[] = [];
    this.starved = false;
    for (const lane of due) {
      const slow = lane.isSlow(nowMs);
      const room = Math.min(lane.room(nowMs), share, left, slow ? slowLeft : left);
      this.starved ||= room < lane.room(nowMs);
      if (room <= 0) continue;
      left -= room;
      if (slow) slowLeft -= room;
      requests.push({ endpointId: lane.endpointId, room });
    }
    return requests;
  }

  /** What is taken in while a claim runs is seen after it: so this is cleared before. */
  claiming(requests: readonly ClaimRequest[]): void {
    for (const { endpointId } of requests) this.of(endpointId).hasDue = false;
  }

  /** Where a claim brought all that was asked for, there may be more. */
  claimed(requests: readonly ClaimRequest[], deliveries: readonly ClaimedDelivery[]): void {
    const counts = new Map<string, number>();
    for (const { endpointId } of deliveries)
      counts.set(endpointId, (counts.get(endpointId) ?? 0) + 1);
    for (const { endpointId, room } of requests)
      if (counts.get(endpointId) === room) this.of(endpointId).hasDue = true;
  }

  /** Deliveries that were claimed for a lane of ours. */
  add(delivery: ClaimedDelivery): void {
    const lane = this.of(delivery.endpointId);
    lane.queue.push(delivery);
    this.pools.queued(poolOf(delivery));
    this.waiting.add(lane);
    this.held += 1;
  }

  /** Takes back what was claimed for the lane and has not started. */
  drain(lane: Lane): ClaimedDelivery[] {
    this.waiting.delete(lane);
    this.held -= lane.queue.length;
    const taken = lane.queue.clear();
    for (const delivery of taken) this.pools.queued(poolOf(delivery), -1);
    return taken;
  }

  forgetIdle(nowMs: number, idleMs: number): void {
    for (const lane of this.lanes.values())
      if (lane.isIdle(nowMs, idleMs)) this.lanes.delete(lane.endpointId);
  }

  private slowRoom(nowMs: number, countQueued: boolean): number {
    let room = Math.floor(this.limits.maxInFlight * slowShare);
    for (const lane of this.lanes.values()) {
      const used = lane.inFlight + (countQueued ? lane.queue.length : 0);
      if (used > 0 && lane.isSlow(nowMs)) room -= used;
    }
    return room;
  }
}

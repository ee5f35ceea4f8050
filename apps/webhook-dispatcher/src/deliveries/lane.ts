// What the owner of the deliveries knows of one endpoint: what it has claimed for it, how much is
// under way, and how well the endpoint answers. This is where one endpoint is kept from taking what
// belongs to all.
import { Breaker, type BreakerLimits, type Tried } from './breaker.js';
import { InFlightCap } from './in-flight-cap.js';
import { LaneQueue } from './lane-queue.js';
import type { EndpointProfile } from './profiles.js';
import { TokenBucket } from './token-bucket.js';

export type LaneLimits = BreakerLimits & {
  /** Requests under way to one endpoint: what it begins with, and what it may earn. */
  readonly startInFlight: number;
  readonly maxInFlight: number;
  /** Deliveries claimed ahead for an endpoint that answers quickly. */
  readonly maxAhead: number;
};

/** How an attempt went. */
export type Contact = Tried & {
  readonly timedOut: boolean;
  /** It took too long, or said that it was asked too much. */
  readonly overloaded: boolean;
  readonly ms: number;
};

const unprovenInFlight = 2;
const timeoutsToBeSlow = 3;
const quickMs = 250;
const slowMs = 5_000;
const hangingMs = 1_000;
const weightOfLast = 0.3;

export class Lane {
  profile: EndpointProfile | undefined;
  readonly queue = new LaneQueue();
  /** There may be deliveries that are due and not claimed. */
  hasDue = false;
  /** Start times by delivery, the oldest first. */
  private readonly underWay = new Map<string, number>();
  private proven = false;
  private meanMs = 0;
  private timeouts = 0;
  private lastUsedMs = 0;
  private readonly breaker: Breaker;
  private readonly cap: InFlightCap;
  private bucket: TokenBucket | undefined;

  constructor(
    readonly endpointId: string,
    private readonly limits: LaneLimits,
  ) {
    this.breaker = new Breaker(limits);
    this.cap = new InFlightCap({ start: limits.startInFlight, max: limits.maxInFlight });
  }

  get inFlight(): number {
    return this.underWay.size;
  }

  /** Requests that it may have under way. */
  get allowedInFlight(): number {
    if (this.breaker.isProbing) return 1; // One request shows whether the endpoint is back.
    return this.proven ? this.cap.current : Math.min(unprovenInFlight, this.cap.current);
  }

  /** Its cap beside the one that every endpoint begins with. */
  get capLevel(): 'lowered' | 'usual' | 'raised' {
    const difference = this.cap.current - this.limits.startInFlight;
    return difference < 0 ? 'lowered' : difference > 0 ? 'raised' : 'usual';
  }

  /** Until when it is left alone; a time in the past if it is not. */
  get pausedUntilMs(): number {
    return this.breaker.openUntilMs;
  }

  isPaused(nowMs: number): boolean {
    return this.breaker.isOpen(nowMs);
  }

  /** What waits for it waits on purpose: it is left alone, or gets no more than it asked for. */
  isHeldBack(nowMs: number): boolean {
    return this.isPaused(nowMs) || this.tokens(nowMs) === 0;
  }

  /** An endpoint that keeps its requests waiting shares a small part of all slots with its like. */
  isSlow(nowMs: number): boolean {
    if (this.timeouts >= timeoutsToBeSlow || this.meanMs > slowMs) return true;
    const [oldest] = this.underWay.values();
    return oldest !== undefined && nowMs - oldest > hangingMs;
  }

  mayStart(nowMs: number): boolean {
    const isFree = this.inFlight < this.allowedInFlight && !this.isHeldBack(nowMs);
    return isFree && this.queue.length > 0;
  }

  /** How many more deliveries may be claimed now. Refilled early: when the queue is half empty. */
  room(nowMs: number): number {
    if (this.isPaused(nowMs)) return 0;
    const ahead = this.isQuick(nowMs) ? this.limits.maxAhead : 0;
    if (this.queue.length > ahead / 2) return 0;
    const slots = this.allowedInFlight + ahead - this.inFlight;
    return Math.max(0, Math.min(slots, this.tokens(nowMs)) - this.queue.length);
  }

  started(deliveryId: string, nowMs: number): void {
    this.underWay.set(deliveryId, nowMs);
    this.rateLimit()?.take();
    this.lastUsedMs = nowMs;
  }

  /** Ended without having reached the endpoint at all. */
  abandoned(deliveryId: string): void {
    this.underWay.delete(deliveryId);
  }

  /** @returns true if the endpoint is to be left alone for a while from now on */
  finished(deliveryId: string, contact: Contact, nowMs: number): boolean {
    const startedAtMs = this.underWay.get(deliveryId) ?? nowMs;
    this.underWay.delete(deliveryId);
    if (contact.overloaded) this.cap.overloaded(startedAtMs, nowMs);
    else if (contact.succeeded && contact.ms < quickMs) this.cap.quickSuccess();
    this.timeouts = contact.timedOut ? this.timeouts + 1 : 0;
    this.meanMs = this.proven
      ? this.meanMs + weightOfLast * (contact.ms - this.meanMs)
      : contact.ms;
    this.proven ||= contact.answered;
    return this.breaker.tried(contact, startedAtMs, nowMs);
  }

  /** Nothing here is worth remembering. */
  isIdle(nowMs: number, idleMs: number): boolean {
    const empty = this.inFlight === 0 && this.queue.length === 0 && !this.hasDue;
    return empty && !this.isPaused(nowMs) && nowMs - this.lastUsedMs > idleMs;
  }

  private isQuick(nowMs: number): boolean {
    const isWell = this.proven && !this.breaker.isProbing;
    return isWell && this.meanMs < quickMs && !this.isSlow(nowMs);
  }

  private tokens(nowMs: number): number {
    return this.rateLimit()?.available(nowMs) ?? Infinity;
  }

  /** The owner of the endpoint may change it at any time. */
  private rateLimit(): TokenBucket | undefined {
    const perS = this.profile?.ratePerS ?? null;
    if (this.bucket?.perS !== (perS ?? undefined))
      this.bucket = perS === null ? undefined : new TokenBucket(perS);
    return this.bucket;
  }
}

// The part of an account's quota that this gateway holds, and what it may do with it. Pure: the time
// is an argument, and asking for more is somebody else's work.
import type { Kind, RateLimits } from './rate-limits.js';
import {
  capacityOf,
  refilled,
  type Lease,
  type LeaseAsked,
  type TokensAsked,
} from './shared-quota.js';

/** Admitted ahead of the next lease, if as much was left when we last looked. */
const maxOwed = 5;
/** A quota that had nothing more to give is left alone for this long. */
const askAgainAfterMs = 50;
/** What nobody has asked for in this time is given back. */
export const idleAfterMs = 1_000;

export type Reason = 'global-rate' | 'global-concurrency';
export type Refusal = { readonly reason: Reason; readonly retryAfterMs: number };

/** `ask`: there may be more; take another lease and try again. */
export type Entry = 'entered' | 'ask' | Refusal;

/** A lease is for about a quarter of a second at full rate. */
const sliceOf = (limit: number): number => Math.ceil(limit / 4);

/** `held` may be spent; below zero it is owed. `left` is what the quota still had at `seenAtMs`. */
type Tokens = { held: number; left: number };

export class AccountLease {
  /** Requests that wait for the lease that is being asked for. */
  waiting = 0;
  /** Set while a lease is being asked for. */
  asking: Promise<void> | undefined;
  /** When a request last entered. */
  usedAtMs: number;
  private readonly tokens: Readonly<Record<Kind, Tokens>> = {
    reads: { held: 0, left: 0 },
    writes: { held: 0, left: 0 },
  };
  private slots = { held: 0, left: 0, used: 0 };
  private seenAtMs: number | undefined;
  private alone = true;
  private askAgainAtMs: Record<Kind | 'slots', number> = { reads: 0, writes: 0, slots: 0 };

  constructor(
    public limits: RateLimits,
    nowMs: number,
  ) {
    this.usedAtMs = nowMs;
  }

  enter(kind: Kind, nowMs: number): Entry {
    if (this.seenAtMs === undefined) return 'ask';
    const { held, left, used } = this.slots;
    if (held + borrowable(left) <= used) {
      if (nowMs >= this.askAgainAtMs.slots) return 'ask';
      return { reason: 'global-concurrency', retryAfterMs: this.askAgainAtMs.slots - nowMs };
    }
    if (this.alone) this.keepWithinCapacity(kind, nowMs);
    const tokens = this.tokens[kind];
    const there = this.estimated(kind, nowMs);
    if (tokens.held + borrowable(there) < 1) {
      if (this.remaining(kind, nowMs) >= 1 && nowMs >= this.askAgainAtMs[kind]) return 'ask';
      return { reason: 'global-rate', retryAfterMs: this.nextTokenMs(kind, nowMs) };
    }
    tokens.held -= 1;
    this.slots.used += 1;
    this.usedAtMs = nowMs;
    return 'entered';
  }

  /** A request that had entered is over. */
  leave(): void {
    this.slots.used -= 1;
  }

  /** A request turned out to be free of charge. */
  refund(kind: Kind): void {
    this.tokens[kind].held += 1;
  }

  /** How many requests could still enter now, as far as this gateway knows. */
  remaining(kind: Kind, nowMs: number): number {
    return Math.max(0, Math.floor(this.tokens[kind].held + this.estimated(kind, nowMs)));
  }

  /** Whether a lease should be taken before the next request needs it. */
  runsLow(kind: Kind, nowMs: number): boolean {
    const { held, used, left } = this.slots;
    const lowOnTokens =
      this.tokens[kind].held < sliceOf(this.limits[kind]) / 2 &&
      this.estimated(kind, nowMs) >= 1 &&
      nowMs >= this.askAgainAtMs[kind];
    const lowOnSlots = held - used < maxOwed && left > 0 && nowMs >= this.askAgainAtMs.slots;
    return lowOnTokens || lowOnSlots;
  }

  get busy(): boolean {
    return this.slots.used > 0 || this.waiting > 0;
  }

  /** Nothing is under way and nothing has been for a while. */
  isIdle(nowMs: number): boolean {
    return !this.busy && nowMs - this.usedAtMs >= idleAfterMs;
  }

  /** When the quota was last asked; zero: never. */
  get grantedAtMs(): number {
    return this.seenAtMs ?? 0;
  }

  /** How long ago the quota was last asked. */
  seenAgoMs(nowMs: number): number {
    return nowMs - (this.seenAtMs ?? nowMs);
  }

  /** Whether the quota knows of something here that is not so any more, or would forget it. */
  get holdsSomething(): boolean {
    const { reads, writes } = this.tokens;
    const { held, used } = this.slots;
    return reads.held !== 0 || writes.held !== 0 || held > 0 || used > 0;
  }

  /** What to ask for now: more while it is used, and nothing but to give back once it is idle. */
  request(nowMs: number): LeaseAsked {
    const idle = this.isIdle(nowMs);
    const { used } = this.slots;
    const slice = sliceOf(this.limits.concurrency);
    const asked = {
      reads: this.requestTokens('reads', idle, nowMs),
      writes: this.requestTokens('writes', idle, nowMs),
      slots: { used, wanted: idle ? 0 : used + this.waiting + slice },
    };
    if (this.seenAtMs !== undefined) this.seenAtMs = nowMs;
    return asked;
  }

  /** The quota's answer to `asked`. */
  grant({ limits, atMs, alone, ...granted }: Lease, asked: LeaseAsked): void {
    this.limits = limits;
    this.alone = alone;
    this.seenAtMs = atMs;
    const later = (short: boolean) => (short ? atMs + askAgainAfterMs : 0);
    for (const kind of ['reads', 'writes'] as const) {
      this.tokens[kind].held += granted[kind].granted;
      this.tokens[kind].left = granted[kind].left;
      this.askAgainAtMs[kind] = later(granted[kind].granted < asked[kind].wanted);
    }
    this.slots.held = granted.slots.granted;
    this.slots.left = granted.slots.left;
    this.askAgainAtMs.slots = later(granted.slots.granted < asked.slots.wanted);
  }

  /** Nobody could say. Rather than turn everyone away, go on as if there were no other gateway. */
  grantUnasked(asked: LeaseAsked, nowMs: number): void {
    const alone = (kind: Kind) => {
      const granted = asked[kind].wanted;
      return { granted, left: this.estimated(kind, nowMs) - granted };
    };
    const slots = { granted: asked.slots.wanted, left: 0 };
    const tokens = { reads: alone('reads'), writes: alone('writes') };
    this.grant({ limits: this.limits, ...tokens, slots, atMs: nowMs, alone: false }, asked);
  }

  private requestTokens(kind: Kind, idle: boolean, nowMs: number): TokensAsked {
    const tokens = this.tokens[kind];
    const owed = Math.max(0, -tokens.held);
    const returned = idle ? Math.max(0, tokens.held) : 0;
    const there = this.estimated(kind, nowMs) + returned - owed;
    // From here on nobody counts on what is given back, nor twice on what is paid with.
    tokens.held += owed - returned;
    tokens.left = Math.min(there, capacityOf(this.limits[kind]) - tokens.held - owed);
    const { held } = tokens;
    const wanted = idle ? 0 : Math.max(0, sliceOf(this.limits[kind]) + this.waiting - held);
    return { returned, owed, held, wanted };
  }

  /** What the quota has by now if nobody else has asked it. */
  private estimated(kind: Kind, nowMs: number): number {
    const sinceMs = nowMs - (this.seenAtMs ?? nowMs);
    return refilled(this.tokens[kind].left, this.limits[kind], sinceMs);
  }

  /** What is held on top of a quota that has filled up since has lost its place there. */
  private keepWithinCapacity(kind: Kind, nowMs: number): void {
    const tokens = this.tokens[kind];
    const room = capacityOf(this.limits[kind]) - this.estimated(kind, nowMs);
    if (tokens.held > room) tokens.held = Math.max(0, Math.floor(room));
  }

  private nextTokenMs(kind: Kind, nowMs: number): number {
    const missing = 1 - this.tokens[kind].held - this.estimated(kind, nowMs);
    const refillMs = (missing * 1000) / this.limits[kind];
    return Math.max(refillMs, this.askAgainAtMs[kind] - nowMs, 0);
  }
}

const borrowable = (left: number): number => Math.max(0, Math.min(maxOwed, Math.floor(left)));

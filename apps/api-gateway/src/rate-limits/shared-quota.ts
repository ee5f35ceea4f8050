// What all gateways together may still admit of one account and mode. A gateway leases a part of it
// and spends that without asking: the quota is touched a few times a second, whatever the load.
import type { Kind, RateLimits } from './rate-limits.js';

/** The state that the gateways share; levels hold at `atMs` and refill from there. */
export type SharedQuota = Readonly<Record<Kind, number>> & {
  readonly atMs: number;
  readonly slots: SlotsByGateway;
};

/** How many requests a gateway may have under way, and when it last said that it is alive. */
type SlotsByGateway = Readonly<Record<string, { readonly held: number; readonly atMs: number }>>;

/**
 * `returned` was leased and not spent, `owed` was spent and not leased, `held` was leased and may be
 * spent still; `wanted` is leased if there is as much.
 */
export type TokensAsked = {
  readonly returned: number;
  readonly owed: number;
  readonly held: number;
  readonly wanted: number;
};

export type LeaseAsked = Readonly<Record<Kind, TokensAsked>> & {
  /** Under way, and how many should be possible. */
  readonly slots: { readonly used: number; readonly wanted: number };
};

/** What was granted, and what is left for others or later; below zero: owed. */
export type Granted = { readonly granted: number; readonly left: number };

export type Lease = Readonly<Record<Kind | 'slots', Granted>> & {
  readonly limits: RateLimits;
  /** When it was granted. */
  readonly atMs: number;
  /** Whether no other gateway has requests of this account. */
  readonly alone: boolean;
};

export type LeaseTaker = { readonly gateway: string; readonly nowMs: number };

/** The slots of a gateway that has not been heard of for this long are free again. */
export const slotsExpireMs = 10_000;

/** One second's worth: an account that was silent may spend it at once. */
export const capacityOf = (perSecond: number): number => perSecond;

export const refilled = (level: number, perSecond: number, elapsedMs: number): number =>
  Math.min(capacityOf(perSecond), level + (perSecond * Math.max(elapsedMs, 0)) / 1000);

export function takeLease(
  quota: SharedQuota,
  limits: RateLimits,
  asked: LeaseAsked,
  { gateway, nowMs }: LeaseTaker,
): { quota: SharedQuota; lease: Lease } {
  const tokens = (kind: Kind) =>
    takeTokens(refilled(quota[kind], limits[kind], nowMs - quota.atMs), limits[kind], asked[kind]);
  const reads = tokens('reads');
  const writes = tokens('writes');
  const others = Object.entries(quota.slots).filter(
    ([name, { atMs }]) => name !== gateway && atMs > nowMs - slotsExpireMs,
  );
  const taken = others.reduce((sum, [, { held }]) => sum + held, 0);
  const slots = takeSlots(limits.concurrency - taken, asked.slots);
  const own = [gateway, { held: slots.granted, atMs: nowMs }] as const;
  return {
    quota: {
      reads: reads.left,
      writes: writes.left,
      atMs: Math.max(nowMs, quota.atMs), // Clocks of machines differ; time only goes forward.
      slots: Object.fromEntries(slots.granted > 0 ? [...others, own] : others),
    },
    lease: { limits, reads, writes, slots, atMs: nowMs, alone: others.length === 0 },
  };
}

function takeTokens(level: number, perSecond: number, asked: TokensAsked): Granted {
  // What is held is part of what may be spent at once, not something on top of it.
  const there = Math.min(level + asked.returned, capacityOf(perSecond) - asked.held) - asked.owed;
  const granted = Math.max(0, Math.min(asked.wanted, Math.floor(there)));
  return { granted, left: there - granted };
}

/** What is under way cannot be taken back, also if the limit was lowered meanwhile. */
function takeSlots(free: number, { used, wanted }: LeaseAsked['slots']): Granted {
  const granted = Math.max(used, Math.min(wanted, free));
  return { granted, left: free - granted };
}

// The time is set by hand: nothing refills unless a spec says so.
import { jest } from '@jest/globals';
import { ManualClock } from '@ledgerway/testing';
import fc from 'fast-check';
import { QuotaInMemory } from './quota-in-memory.js';
import { RateLimiter, type Decision } from './rate-limiter.js';
import type { RateLimits } from './rate-limits.js';

const limits: RateLimits = { reads: 100, writes: 100, concurrency: 100 };
const shop = { merchantId: 'acct_1', livemode: false };
const log = { warn: () => undefined };

/** Gateways that share one store and one clock. */
function gateways(count: number, own: Partial<RateLimits> = {}, maxAccounts = 10_000) {
  const clock = new ManualClock();
  const store = new QuotaInMemory({ ...limits, ...own });
  const all = Array.from(
    { length: count },
    (_, i) =>
      new RateLimiter({
        store,
        limits: store.limits,
        clock,
        gateway: `gateway-${i}`,
        log,
        maxAccounts,
      }),
  );
  return { clock, store, all, one: all[0]! };
}

const entered = (decision: Decision) => !('reason' in decision);
const reasonOf = (decision: Decision) => ('reason' in decision ? decision.reason : 'entered');

/** One request that is over at once. */
async function ask(gateway: RateLimiter, kind: 'reads' | 'writes' = 'reads', tenant = shop) {
  const decision = await gateway.enter(tenant, kind);
  if (entered(decision)) decision.lease.leave();
  return decision;
}

async function admittedOf(count: number, request: () => Promise<Decision>): Promise<number> {
  let admitted = 0;
  for (let i = 0; i < count; i++) if (entered(await request())) admitted += 1;
  return admitted;
}

describe('an account on one gateway', () => {
  it('may spend a second of its rate at once, and no more', async () => {
    const { one } = gateways(1);
    expect(await admittedOf(250, () => ask(one))).toBe(100);
  });

  it('may do so however long the database takes to say so', async () => {
    const { one, store, clock } = gateways(1);
    const take = store.take.bind(store);
    jest.spyOn(store, 'take').mockImplementation(async (...asked) => {
      const leases = await take(...asked);
      clock.advance(1_500);
      return leases;
    });
    const burst = await Promise.all(Array.from({ length: 100 }, () => ask(one)));
    expect(burst.filter(entered).length).toBe(100);
  });

  it('is told why, and when there will be a token', async () => {
    const { one, clock } = gateways(1, { reads: 2 });
    await admittedOf(2, () => ask(one));
    const refused = await ask(one);
    expect(refused).toMatchObject({ reason: 'global-rate', retryAfterMs: 500 });
    clock.advance(499);
    expect(entered(await ask(one))).toBe(false);
    clock.advance(1);
    expect(entered(await ask(one))).toBe(true);
  });

  it('reads and writes apart, in live and in test mode apart', async () => {
    const { one } = gateways(1);
    await admittedOf(100, () => ask(one, 'reads'));
    expect(await admittedOf(150, () => ask(one, 'writes'))).toBe(100);
    expect(await admittedOf(150, () => ask(one, 'reads', { ...shop, livemode: true }))).toBe(100);
    expect(entered(await ask(one, 'reads'))).toBe(false);
  });

  it('gets its whole rate for as long as it asks for too much', async () => {
    const { one, clock } = gateways(1);
    let admitted = 0;
    for (let ms = 0; ms < 20_000; ms += 5) {
      if (entered(await ask(one))) admitted += 1;
      clock.advance(5); // 200 requests a second.
      if (ms % 1_000 === 0) one.sweep();
    }
    expect(admitted).toBeGreaterThanOrEqual(100 + 0.98 * 2_000 - 1);
    expect(admitted).toBeLessThanOrEqual(100 + 2_000);
  });

  it('asks the database a few times for a hundred requests', async () => {
    const { one, store } = gateways(1);
    await admittedOf(100, () => ask(one));
    expect(store.leases).toBeLessThanOrEqual(9);
  });

  it('waits for the database only at its very first request', async () => {
    const { one, clock } = gateways(1);
    expect(one.enter(shop, 'reads')).toBeInstanceOf(Promise);
    await one.stop();
    clock.advance(5_000);
    one.sweep(); // It was idle, and holds nothing any more.
    await one.stop();
    expect(one.enter(shop, 'reads')).not.toBeInstanceOf(Promise);
  });

  it('is not charged for what turned out to be free', async () => {
    const { one } = gateways(1);
    await admittedOf(100, async () => {
      const decision = await ask(one, 'writes');
      decision.lease.refund('writes');
      return decision;
    });
    expect(await admittedOf(150, () => ask(one, 'writes'))).toBe(100);
  });

  it('never slows another one', async () => {
    const { one } = gateways(1);
    const other = { merchantId: 'acct_2', livemode: false };
    await ask(one, 'reads', other);
    await admittedOf(500, () => ask(one));
    expect(one.enter(other, 'reads')).not.toBeInstanceOf(Promise);
    expect(await admittedOf(99, () => ask(one, 'reads', other))).toBe(98);
  });
});

describe('an account on several gateways', () => {
  it('gets its limit once, not once for each of them', async () => {
    const { all } = gateways(4);
    const admitted = await Promise.all(all.map((one) => admittedOf(200, () => ask(one))));
    const total = admitted.reduce((sum, one) => sum + one);
    expect(total).toBeGreaterThanOrEqual(100);
    expect(total).toBeLessThanOrEqual(100 + 4 * 5);
  });

  it('can spend on one what another has given back', async () => {
    const { all, clock } = gateways(2);
    const [one, two] = all as [RateLimiter, RateLimiter];
    await ask(two);
    clock.advance(1_000);
    two.sweep();
    await two.stop();
    expect(await admittedOf(150, () => ask(one))).toBe(100);
  });
});

describe('in any time', () => {
  type Step = { gateway: number; requests: number; pauseMs: number };
  const steps = (gateways: number) =>
    fc.array(
      fc.record<Step>({
        gateway: fc.nat({ max: gateways - 1 }),
        requests: fc.integer({ min: 1, max: 40 }),
        pauseMs: fc.constantFrom(0, 1, 20, 60, 300, 1_500),
      }),
      { minLength: 1, maxLength: 60 },
    );

  /** By how much the admissions of any stretch of time exceeded 50 and 50 a second. */
  async function excessOf(all: RateLimiter[], clock: ManualClock, taken: readonly Step[]) {
    const times: number[] = [];
    for (const { gateway, requests, pauseMs } of taken) {
      for (let i = 0; i < requests; i++)
        if (entered(await ask(all[gateway]!))) times.push(clock.now());
      clock.advance(pauseMs);
      for (const one of all) one.sweep();
      for (const one of all) await one.stop();
    }
    const excesses = times.flatMap((from, i) =>
      times.slice(i).map((to, n) => n + 1 - (50 + (50 * (to - from)) / 1000)),
    );
    return excesses.reduce((most, one) => Math.max(most, one), 0);
  }

  it.each([
    ['one gateway admits no more than the limit', 1, 1],
    ['three admit no more than that and what each may hold: a quarter second and five', 3, 3 * 18],
  ])('%s', (_what, count, most) =>
    fc.assert(
      fc.asyncProperty(steps(count), async (taken) => {
        const { all, clock } = gateways(count, { reads: 50 });
        expect(await excessOf(all, clock, taken)).toBeLessThanOrEqual(most);
      }),
      { numRuns: 100 },
    ),
  );
});

describe('requests under way', () => {
  const few = { concurrency: 10 };
  const enter = async (gateway: RateLimiter) => gateway.enter(shop, 'writes');

  it('may be as many as the limit', async () => {
    const { one, clock } = gateways(1, few);
    const inside = [];
    for (let i = 0; i < 10; i++) inside.push(await enter(one));
    expect(inside.every(entered)).toBe(true);
    expect(reasonOf(await enter(one))).toBe('global-concurrency');
    inside[0]!.lease.leave();
    expect(entered(await enter(one))).toBe(true);
    expect(entered(await enter(one))).toBe(false);
    clock.advance(60_000);
    expect(entered(await enter(one))).toBe(false);
  });

  it('are counted on all gateways together, but for five on each', async () => {
    const { all, clock } = gateways(2, few);
    let inside = 0;
    for (let i = 0; i < 40; i++) {
      if (entered(await enter(all[i % 2]!))) inside += 1;
      clock.advance(60); // Whoever had no slot to give is asked again.
    }
    expect(inside).toBeGreaterThanOrEqual(10);
    expect(inside).toBeLessThanOrEqual(10 + 2 * 5);
  });

  it('may be all on one gateway while the others are idle', async () => {
    const { all, clock, one } = gateways(3, few);
    for (const each of all) await ask(each, 'writes');
    clock.advance(1_000);
    for (const each of all) each.sweep();
    for (const each of all) await each.stop();
    expect(await admittedOf(15, () => enter(one))).toBe(10);
  });

  it('of a gateway that died make room after a while', async () => {
    const { all, clock } = gateways(2, few);
    const [dead, alive] = all as [RateLimiter, RateLimiter];
    expect(await admittedOf(10, () => enter(dead))).toBe(10);
    clock.advance(3_000);
    dead.sweep();
    await dead.stop(); // The last that is heard of it.
    expect(entered(await enter(alive))).toBe(false);
    clock.advance(9_999);
    expect(entered(await enter(alive))).toBe(false);
    clock.advance(51);
    expect(entered(await enter(alive))).toBe(true);
  });

  it('keep their room for as long as they take', async () => {
    const { all, clock } = gateways(2, few);
    const [slow, other] = all as [RateLimiter, RateLimiter];
    expect(await admittedOf(10, () => enter(slow))).toBe(10);
    for (let second = 0; second < 30; second++) {
      clock.advance(1_000);
      slow.sweep();
      await slow.stop();
    }
    expect(entered(await enter(other))).toBe(false);
  });
});

describe('many accounts', () => {
  it('do not fill the memory', async () => {
    const { one } = gateways(1, {}, 10);
    for (let i = 0; i < 50; i++)
      await ask(one, 'reads', { merchantId: `acct_${i}`, livemode: false });
    expect(one.accounts).toBe(10);
  });

  it('are forgotten when they stay away', async () => {
    const { one, clock } = gateways(1);
    await ask(one);
    clock.advance(5_000);
    one.sweep();
    await one.stop();
    expect(one.accounts).toBe(1);
    clock.advance(10 * 60_000);
    one.sweep();
    expect(one.accounts).toBe(0);
  });
});

describe('while the database is away', () => {
  it('each gateway keeps to the rate by itself, and says so', async () => {
    const clock = new ManualClock();
    const store = { take: () => Promise.reject(new Error('away')) };
    const one = new RateLimiter({ store, limits, clock, gateway: 'g', log });
    let admitted = 0;
    for (let ms = 0; ms < 10_000; ms += 5) {
      if (entered(await ask(one))) admitted += 1;
      clock.advance(5); // 200 requests a second.
    }
    expect(admitted).toBeGreaterThan(900);
    expect(admitted).toBeLessThan(1_100);
    expect(one.unchecked).toBeGreaterThan(0);
  });
});

import type { ClaimedDelivery } from './claims.js';
import type { Contact, Lane } from './lane.js';
import { Lanes, type Turn } from './lanes.js';
import type { EndpointProfile } from './profiles.js';

const limits = {
  maxInFlight: 40,
  maxClaimed: 400,
  lane: {
    startInFlight: 8,
    maxInFlight: 32,
    maxAhead: 64,
    breakerPauseMs: 30_000,
    maxBreakerPauseMs: 300_000,
  },
};
let lanes: Lanes;
let ids = 0;
beforeEach(() => {
  lanes = new Lanes(limits);
  running.clear();
});

type Work = Partial<Pick<ClaimedDelivery, 'attempts' | 'pool'>>;
const retry: Work = { attempts: 1 };
const bulk: Work = { pool: 'bulk' };
const delivery = (endpointId: string, work: Work = {}) =>
  ({
    deliveryId: String(++ids),
    endpointId,
    attempts: 0,
    pool: 'event',
    ...work,
  }) as ClaimedDelivery;
const claim = (endpointId: string, count: number, work?: Work) => {
  for (let i = 0; i < count; i++) lanes.add(delivery(endpointId, work));
};
function startOne(nowMs: number): Turn | undefined {
  const turn = lanes.next(nowMs);
  if (turn !== undefined)
    running.set(turn.lane, [...(running.get(turn.lane) ?? []), turn.delivery]);
  return turn;
}
function startAll(nowMs: number): string[] {
  const started: string[] = [];
  for (let turn = startOne(nowMs); turn; turn = startOne(nowMs)) started.push(turn.lane.endpointId);
  return started;
}
const answered = (ms: number): Contact => ({
  answered: true,
  timedOut: false,
  succeeded: true,
  overloaded: false,
  ms,
});
const throttled: Contact = { ...answered(5), succeeded: false, overloaded: true };
const refused: Contact = { ...answered(1), answered: false, succeeded: false };
const timedOut: Contact = { ...refused, timedOut: true, overloaded: true, ms: 15_000 };
const running = new Map<Lane, ClaimedDelivery[]>();
function finish(lane: Lane, contact: Contact, nowMs: number): boolean {
  const ended = running.get(lane)!.shift()!;
  lanes.ended(ended);
  return lane.finished(ended.deliveryId, contact, nowMs);
}
/** One request went well: the endpoint is known to answer. */
function prove(endpointId: string): Lane {
  claim(endpointId, 1);
  const { lane } = startOne(0)!;
  finish(lane, answered(1), 0);
  return lane;
}

describe('the turns of endpoints', () => {
  it('alternate, however much waits for one of them', () => {
    for (const id of ['a', 'b', 'c']) prove(id);
    claim('a', 20);
    claim('b', 2);
    claim('c', 1);
    expect(startAll(0).slice(0, 6)).toEqual(['a', 'b', 'c', 'a', 'b', 'a']);
  });

  it('end at the cap of an endpoint: two before it has ever answered, eight after', () => {
    claim('new', 20);
    expect(startAll(0)).toHaveLength(2);
    prove('known');
    claim('known', 20);
    expect(startAll(0)).toHaveLength(8);
  });

  it('end at the cap of all', () => {
    for (let i = 0; i < 10; i++) {
      prove(`e${i}`);
      claim(`e${i}`, 20);
    }
    expect(startAll(0)).toHaveLength(40);
  });

  it('leave four fifths to the others when endpoints hang', () => {
    for (let i = 0; i < 6; i++) prove(`hung-${i}`);
    claim('hung-0', 8);
    startAll(0);
    const later = 2_000; // Eight requests are under way and none has answered.
    for (let i = 0; i < 6; i++) expect(lanes.of(`hung-${i}`).isSlow(later)).toBe(i === 0);
    claim('hung-0', 8);
    finish(lanes.of('hung-0'), timedOut, later);
    expect(startAll(later)).toEqual([]); // Its cap was halved, and seven are still under way.
    prove('quick');
    claim('quick', 8);
    expect(startAll(later)).toHaveLength(8);
  });
});

describe('what is claimed', () => {
  it('is little for an unknown endpoint and plenty for a quick one', () => {
    lanes.of('new').hasDue = true;
    prove('quick').hasDue = true;
    expect(lanes.wanted(0)).toEqual([
      { endpointId: 'new', room: 2 },
      { endpointId: 'quick', room: 72 },
    ]);
  });

  it('is refilled when half of it has gone, not earlier', () => {
    const lane = prove('quick');
    lane.hasDue = true;
    claim('quick', 40);
    expect(lanes.wanted(0)).toEqual([]);
    startAll(0);
    expect(lanes.wanted(0)).toEqual([{ endpointId: 'quick', room: 32 }]);
  });

  it('is shared evenly when memory is short, and whoever got less is next', () => {
    const small = new Lanes({ ...limits, maxClaimed: 2 });
    for (const id of ['a', 'b', 'c']) small.of(id).hasDue = true;
    const first = small.wanted(0).map(({ endpointId }) => endpointId);
    expect(first).toHaveLength(2);
    expect(small.starved).toBe(true);
    const seen = new Set([
      ...first,
      ...Array.from({ length: 3 }, () => small.wanted(0))
        .flat()
        .map((w) => w.endpointId),
    ]);
    expect(seen).toEqual(new Set(['a', 'b', 'c']));
  });
});

describe('an endpoint that cannot be reached', () => {
  function fail(lane: Lane, times: number, nowMs: number): boolean {
    let tripped = false;
    for (let i = 0; i < times; i++) {
      claim(lane.endpointId, 1);
      startAll(nowMs);
      tripped = finish(lane, refused, nowMs);
    }
    return tripped;
  }

  it('is left alone after five failures in a row, longer each time, with one probe between', () => {
    const lane = prove('down');
    expect(fail(lane, 4, 0)).toBe(false);
    expect(fail(lane, 1, 0)).toBe(true);
    expect(lane.isPaused(29_999)).toBe(true);
    expect(lane.isPaused(30_000)).toBe(false);
    lanes.drain(lane);
    claim('down', 5);
    expect(startAll(30_000)).toHaveLength(1);
    expect(finish(lane, refused, 30_000)).toBe(true);
    expect(lane.isPaused(89_999)).toBe(true);
    expect(lane.isPaused(90_000)).toBe(false);
  });

  it('is as before once it answers, whatever it answers', () => {
    const lane = prove('down');
    fail(lane, 5, 0);
    lanes.drain(lane);
    claim('down', 9);
    expect(startAll(30_000)).toHaveLength(1);
    finish(lane, answered(5), 30_000);
    expect(startAll(30_000)).toHaveLength(8);
  });
});

describe('an endpoint that fails half of what it is sent', () => {
  const failed: Contact = { ...answered(5), succeeded: false };
  function tryOne(lane: Lane, contact: Contact, nowMs: number): boolean {
    claim(lane.endpointId, 1);
    startAll(nowMs);
    return finish(lane, contact, nowMs);
  }

  it('is left alone after twenty attempts, and shows with one at a time how it is', () => {
    const lane = lanes.of('half');
    for (let i = 1; i < 20; i++) expect(tryOne(lane, i % 2 ? failed : answered(5), i)).toBe(false);
    expect(tryOne(lane, failed, 20)).toBe(true);
    claim('half', 5);
    expect(startAll(30_019)).toEqual([]);
    expect(startAll(30_020)).toEqual(['half']);
    // It answers, but it does not take it.
    expect(finish(lane, failed, 30_021)).toBe(true);
    expect(startAll(90_020)).toEqual([]);
    expect(startAll(90_021)).toEqual(['half']);
    finish(lane, answered(5), 90_022);
    expect(startAll(90_022)).toHaveLength(3);
    expect(lane.isPaused(90_022)).toBe(false);
  });

  it('is judged anew once it takes something', () => {
    const lane = lanes.of('half');
    for (let i = 0; i < 20; i++) tryOne(lane, failed, i);
    expect(tryOne(lane, answered(5), 40_000)).toBe(false);
    for (let i = 1; i < 19; i++) expect(tryOne(lane, failed, 40_000 + i)).toBe(false);
    expect(tryOne(lane, failed, 40_019)).toBe(true);
  });

  it('is not paused longer for what was under way when it was', () => {
    const lane = prove('half');
    for (let i = 1; i < 18; i++) tryOne(lane, failed, i);
    claim('half', 5);
    expect(startAll(20)).toHaveLength(5);
    for (let i = 0; i < 2; i++) finish(lane, failed, 21);
    const until = lane.pausedUntilMs;
    expect(until).toBe(30_021);
    expect(finish(lane, failed, 22)).toBe(false);
    expect(finish(lane, failed, 30_022)).toBe(false);
    finish(lane, answered(5), 30_023);
    expect(lane.pausedUntilMs).toBe(until);
    expect(lane.allowedInFlight).toBe(1);
  });

  it('goes on if it is less than half', () => {
    const lane = prove('less');
    for (let i = 0; i < 200; i++) {
      expect(tryOne(lane, i % 20 < 9 ? failed : answered(5), i)).toBe(false);
    }
  });
});

describe('the cap of an endpoint', () => {
  const startable = (id: string, nowMs: number) => {
    claim(id, 40);
    const { length } = startAll(nowMs);
    lanes.drain(lanes.of(id));
    return length;
  };
  const succeed = (lane: Lane, times: number, ms: number) => {
    for (let i = 0; i < times; i++) {
      claim(lane.endpointId, 1);
      startAll(0);
      finish(lane, answered(ms), 0);
    }
  };

  it('grows by one with twenty quick successes, not with slow ones, and not beyond its limit', () => {
    const lane = prove('a');
    succeed(lane, 18, 5);
    expect(lane.allowedInFlight).toBe(8);
    succeed(lane, 1, 5);
    expect(lane.allowedInFlight).toBe(9);
    succeed(lane, 100, 900);
    expect(lane.allowedInFlight).toBe(9);
    succeed(lane, 20 * 40, 5);
    expect(lane.allowedInFlight).toBe(32);
    expect(lane.capLevel).toBe('raised');
  });

  it('is halved when the endpoint has too much, once for all that was under way', () => {
    const lane = prove('a');
    expect(startable('a', 0)).toBe(8);
    for (let i = 0; i < 8; i++) finish(lane, throttled, 10);
    expect(lane.allowedInFlight).toBe(4);
    expect(startable('a', 20)).toBe(4);
    for (let i = 0; i < 4; i++) finish(lane, throttled, 30);
    expect(lane.allowedInFlight).toBe(2);
    expect(lane.capLevel).toBe('lowered');
  });

  it('is never less than one', () => {
    const lane = prove('a');
    for (let at = 10; at < 100; at += 10) {
      claim('a', 1);
      startAll(at);
      finish(lane, throttled, at + 1);
    }
    expect(lane.allowedInFlight).toBe(1);
  });

  it('stays when the endpoint refuses what it was sent', () => {
    const lane = prove('a');
    claim('a', 1);
    startAll(0);
    finish(lane, { ...answered(5), succeeded: false }, 0);
    expect(lane.allowedInFlight).toBe(8);
  });
});

describe('an endpoint with a rate of its own', () => {
  const limited = (ratePerS: number | null) => {
    const lane = prove('a');
    lane.profile = { ratePerS } as EndpointProfile;
    return lane;
  };

  it('gets that many a second, and what waits has spent nothing', () => {
    const lane = limited(4);
    claim('a', 6);
    expect(startAll(1_000)).toHaveLength(4);
    for (let i = 0; i < 4; i++) finish(lane, answered(5), 1_001);
    expect(startAll(1_200)).toHaveLength(0);
    expect(lane.isHeldBack(1_200)).toBe(true);
    expect(startAll(1_250)).toHaveLength(1);
    expect(startAll(1_499)).toHaveLength(0);
    expect(startAll(1_500)).toHaveLength(1);
  });

  it('is claimed for no faster than that', () => {
    const lane = limited(3);
    lane.hasDue = true;
    expect(lanes.wanted(0)).toEqual([{ endpointId: 'a', room: 3 }]);
    claim('a', 3);
    startAll(0);
    expect(lanes.wanted(0)).toEqual([]);
    expect(lanes.wanted(400)).toEqual([{ endpointId: 'a', room: 1 }]);
  });

  it('has no limit any more as soon as its owner takes it away', () => {
    const lane = limited(1);
    claim('a', 5);
    expect(startAll(0)).toHaveLength(1);
    lane.profile = { ratePerS: null } as EndpointProfile;
    expect(startAll(0)).toHaveLength(4);
  });
});

describe('the pools of slots', () => {
  const inUse = () => ({
    first: lanes.pools.used('first'),
    retry: lanes.pools.used('retry'),
    bulk: lanes.pools.used('bulk'),
  });
  const endpoints = Array.from({ length: 20 }, (_, i) => `e${i}`);
  const claimEverywhere = (work?: Work) => {
    for (const id of endpoints) claim(id, 8, work);
  };
  beforeEach(() => endpoints.forEach((id) => prove(id)));

  it('are kept apart while all have work: six, three and one of ten', () => {
    claimEverywhere(bulk);
    claimEverywhere(retry);
    claimEverywhere();
    startAll(0);
    expect(inUse()).toEqual({ first: 24, retry: 12, bulk: 4 });
  });

  it.each([
    ['retries', retry, { first: 0, retry: 40, bulk: 0 }],
    ['many again', bulk, { first: 0, retry: 0, bulk: 40 }],
    ['first attempts', {}, { first: 40, retry: 0, bulk: 0 }],
  ])('are all lent to %s while nobody else has work', (_name, work, used) => {
    claimEverywhere(work);
    startAll(0);
    expect(inUse()).toEqual(used);
  });

  it('go back to their owners as what borrowed them ends', () => {
    claimEverywhere(retry);
    startAll(0);
    claimEverywhere();
    expect(startAll(0)).toHaveLength(0);
    for (let i = 0; i < 10; i++) finish(lanes.of(`e${i % 5}`), answered(5), 0);
    startAll(0);
    expect(inUse()).toEqual({ first: 10, retry: 30, bulk: 0 });
  });

  it('let a new event overtake what is sent again for the same endpoint', () => {
    claimEverywhere(bulk);
    claim('e0', 1);
    startAll(0);
    expect(lanes.pools.used('first')).toBe(1);
  });
});
